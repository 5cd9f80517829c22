"""What is looked for in an export is a word, and never five digits that an identity happens to hold."""

from datetime import date

from tests.export.drawn import in_words, spelt, true_days

UID = "04fa2a1b-0163-5201-9632-aa0163201632"


def test_an_identity_is_no_word() -> None:
    assert "UID:\r\nSUMMARY:" == in_words(f"UID:{UID}\r\nSUMMARY:")
    assert "UID:\r\n" == in_words(f"UID:{UID[:20]}\r\n {UID[20:]}\r\n"), "folded, as a calendar is"
    assert '{"id":"","crc":"","n":1}' == in_words('{"id":"01KAJ2026Q01632ABCDEFGHJKM","crc":"20260163","n":1}')
    assert r'["{\"id\":\"\",\"crc\":\"\"}"]' == in_words(
        r'["{\"id\":\"01KAJ2026Q01632ABCDEFGHJKM\",\"crc\":\"20260163\"}"]'
    )
    assert '"sha256":""' == in_words(f'"sha256":"{"01632abc" * 8}"')


def test_a_word_is_found_where_it_stands() -> None:
    for text in (
        "call 01632 960001",
        "01632960001",
        'telecom":"01632"',
        f"{UID}01632",
        "016\r\n 32",
        '"n":"20160163201632"',
    ):
        assert "01632" in in_words(text), text
    assert "2026-11-20" == in_words("2026-11-20")


def test_a_day_is_looked_for_in_each_spelling() -> None:
    found = spelt(date(2026, 11, 30), date(2026, 12, 1))
    assert ["2026-11-30", "20261130", "30 Nov 2026", "2026-12-01", "20261201", "1 Dec 2026"] == found


def test_a_year_counts_where_no_moved_day_may_lie_in_it() -> None:
    assert ["8 Feb 2027", "2027"] == true_days("until 8 Feb 2027, 12026 and A2026", 1040)
    assert [] == true_days("until 19 Feb 2026", 52)
    assert ["2026-11-20"] == true_days("on 2026-11-20", 52)
