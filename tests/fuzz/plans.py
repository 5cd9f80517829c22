"""Plans and profiles that went wrong: good ones, changed by chance in their keys, values, lines or bytes."""

from hypothesis import strategies as st

from baclotrack.store.plan_file import template_text, templates
from tests.fuzz.journals import FULL_PLAN, FULL_PROFILE

VALUES = (
    *("nan", "inf", "-inf", "1e309", "1e999999", "1e999999999999", "-0.0", "0.1234567", "9" * 30, "0x" + "F" * 6000),
    *("0o7", "0b1", "1_000", "+5", "-5", "501", "true", "false", '""', '"5"', '" "', '"\\u0000"', '"\\u001b[2J"'),
    *('"\\u0665"', "'x'", '"""a\nb"""', "2026-11-20", "2026-11-20T08:00:00Z", "2026-11-20 08:00:00", "22:30:00"),
    *(
        "22:30:00.5",
        '"22:30"',
        '"22:30+01"',
        "1979-05-27T00:32:00.999999-07:00",
        "0001-01-01",
        "9999-12-31",
        "24:00:00",
    ),
    *("[]", "{}", "[[]]", "[{}]", "[5]", "[[5], 10]", '[[5], ["10"]]', "[[5, 5], [10]]", "[[5], [5]]", "[[10], [5]]"),
    *(
        "[[0]]",
        "[[1e309]]",
        "[[nan]]",
        "[[true]]",
        "[" * 60 + "]" * 60,
        "[" * 420 + "]" * 420,
        "{a = {b = 1}}",
        "",
        "=",
    ),
    *(
        '"x" # ]',
        "[1, 2021-01-01, 'a', {}]",
        '"titrate"',
        '"taper"',
        '"record_only"',
        '"restart"',
        '"warn"',
        '"craving"',
    ),
)
KEYS = (
    *("format", "id", "mode", "prescriber", "directed_on", "review_by", "name", "at", "rungs", "hold_days", "daily_mg"),
    *("single_mg", "measure", "want", "at_most", "then", "severe", "days", "own_schedule", "range", "born", "splits"),
    *(
        "limts",
        "dayly_mg",
        '""',
        '"a b"',
        "a.b.c",
        '"\\u001b"',
        "a" * 200,
        "a." * 40 + "a",
        "[x]",
        "[[slots]]",
        "[pump]",
    ),
)
HEADERS = (
    "[limits]",
    "[[slots]]",
    "[ladder]",
    "[gap]",
    "[pump]",
    "[top]",
    "[x]",
    "[[limits]]",
    "[slots]",
    "[had]",
    "[",
)


@st.composite
def changed(draw: st.DrawFn, text: str) -> bytes:
    """Change a file in a few of its lines, and then perhaps in its bytes."""
    lines = text.splitlines()
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.integers(0, len(lines) - 1))
        key, equals, value = lines[place].partition(" = ")
        match draw(st.integers(0, 8)):
            case 0:
                del lines[place]
                lines = lines or [""]
            case 1:
                lines.insert(draw(st.integers(0, len(lines))), lines[place])
            case 2:
                lines[place] = f"{draw(st.sampled_from(KEYS))}{equals}{value}"
            case 3:
                lines.insert(place, draw(st.sampled_from(HEADERS)))
            case 4:
                lines.insert(place, f"{draw(st.sampled_from(KEYS))} = {draw(st.sampled_from(VALUES))}")
            case _ if equals:
                lines[place] = f"{key} = {draw(st.sampled_from(VALUES))}"
            case _:
                lines[place] = draw(st.text(max_size=12))
    data = "\n".join(lines).encode("utf-8", "surrogatepass")
    if draw(st.integers(0, 5)) == 0:
        at, more = draw(st.integers(0, len(data))), draw(st.binary(max_size=8))
        data = data[:at] + more + data[at + draw(st.integers(0, 8)) :]
    return data


ANY_PLAN = st.one_of(
    changed(FULL_PLAN),
    st.sampled_from([template_text(one) for one in templates()]).flatmap(changed),
    st.binary(max_size=200),
)
ANY_PROFILE = st.one_of(changed(FULL_PROFILE), changed(FULL_PROFILE), st.binary(max_size=200))
