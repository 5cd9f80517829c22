"""Two devices that meet in git, as the how-to says: real clones of a local repository, a week offline each."""

import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.cli.helpers import BAD_NIGHT, adopt, content, journal
from tests.conftest import Call, Result, need_program

FIRST = date(2026, 11, 20)
ATTRIBUTES = "journal.jsonl merge=union\n"
IGNORED = ".lock\n.checkpoint\n"


class Device:
    """A home that is a clone, with a name of its own."""

    def __init__(self, call: Call, home: Path, name: str) -> None:
        self.call, self.home, self.name = call, home, name

    def do(self, *words: str, now: str) -> Result:
        """Run the program on this device."""
        return self.call(*words, home=self.home, now=now, env={"BACLOTRACK_DEVICE": self.name})

    def git(self, *words: str) -> str:
        """Run git in this home, for nobody else to read, as the how-to says."""
        command = ["sh", "-c", 'umask 077; exec git "$@"', "git", *words]
        done = subprocess.run(command, cwd=self.home, capture_output=True, check=True, encoding="utf-8")
        return done.stdout

    def commit(self) -> None:
        """Put all that changed under git's care."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "journal")

    def log(self, day: int, *words: str, hour: int = 7) -> None:
        """Tell a night on the morning after; the days count from the first."""
        on = FIRST + timedelta(days=day)
        morning = f"{on + timedelta(days=1)}T{hour:02}:30"
        assert 0 == self.do("log", "--day", on.isoformat(), *words, now=morning).code

    def answers(self, now: str) -> object:
        """Return the decisions of all days, and the one of now."""
        week = self.do("decisions", "--since", FIRST.isoformat(), "--until", now[:10], "--json", now=now).json
        return week, self.do("next", "--json", now=now).json


@pytest.fixture
def devices(call: Call, tmp_path: Path) -> tuple[Device, Device]:
    """Give laptop and phone: two clones of one bare repository, with one night on record."""
    need_program("git")
    laptop, phone = (Device(call, tmp_path / name, name) for name in ("laptop", "phone"))
    bare = tmp_path / "bare.git"
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", str(bare)], check=True)
    adopt(laptop.home)
    (laptop.home / ".gitattributes").write_text(ATTRIBUTES)
    (laptop.home / ".gitignore").write_text(IGNORED)
    laptop.git("init", "--quiet", "--initial-branch=main")
    laptop.log(0, "--dose", "5", *BAD_NIGHT)
    laptop.commit()
    laptop.git("remote", "add", "origin", str(bare))
    laptop.git("push", "--quiet", "--set-upstream", "origin", "main")
    command = 'umask 077; exec git clone --quiet "$0" "$1"'
    subprocess.run(["sh", "-c", command, str(bare), str(phone.home)], check=True)
    return laptop, phone


def met(laptop: Device, phone: Device) -> None:
    """Let both bring their commits together: one pushes, the other pulls and pushes, the first pulls."""
    for device in (laptop, phone):
        device.commit()
    laptop.git("push", "--quiet")
    phone.git("pull", "--quiet", "--no-rebase", "--no-edit")
    phone.git("push", "--quiet")
    laptop.git("pull", "--quiet", "--no-rebase", "--no-edit")


def test_a_week_offline_on_both_devices_comes_together(devices: tuple[Device, Device]) -> None:
    """Every line of both is there once, both decide the same on every day, and doctor finds nothing wrong."""
    laptop, phone = devices
    for day in range(1, 8):
        device = laptop if day % 2 else phone
        device.log(day, "--dose", "5", *BAD_NIGHT)
        phone.do("ask", f"Question {day}?", now=f"{FIRST + timedelta(days=day)}T12:00")
    laptop.do("amend", "2026-11-21", "--drinks", "1", now="2026-11-28T08:00")
    before = {line for device in devices for line in content(device.home).splitlines()}
    met(laptop, phone)
    now = "2026-11-28T12:00"
    assert content(laptop.home) == content(phone.home)
    assert before == set(content(laptop.home).splitlines())
    assert laptop.answers(now) == phone.answers(now)
    for device in devices:
        done = device.do("doctor", now=now)
        assert (0, f"All is well in {device.home}.\n") == (done.code, done.out)


def test_what_both_told_differently_is_shown_on_both(devices: tuple[Device, Device]) -> None:
    """Git joins the lines and the program tells the days; settled on one device, it is settled on the other."""
    laptop, phone = devices
    laptop.log(1, "--dose", "5", *BAD_NIGHT, hour=8)
    phone.log(1, "--dose", "10", *BAD_NIGHT)
    met(laptop, phone)
    now = "2026-11-22T12:00"
    for device in devices:
        assert "21 Nov 2026 was told differently on two devices." in device.do("next", now=now).out
    mine = next(row["id"] for row in journal(laptop.home) if row["device"] == "phone")
    assert 0 == laptop.do("amend", mine, now=now).code
    met(laptop, phone)
    assert laptop.answers(now) == phone.answers(now)
    assert "step_up" == phone.do("next", "--json", now=now).json["outcome"]


def test_meeting_crosswise_loses_nothing(devices: tuple[Device, Device]) -> None:
    """Each merges the other's commits by itself, so that the lines stand in two orders, and then they meet again."""
    laptop, phone = devices
    for turn in range(1, 4):
        laptop.log(2 * turn - 1, "--dose", "5", *BAD_NIGHT)
        phone.log(2 * turn, "--dose", "5", *BAD_NIGHT)
        for device in devices:
            device.commit()
        for device, other in ((laptop, phone), (phone, laptop)):
            device.git("fetch", "--quiet", str(other.home), f"main:turn-{turn}")
        for device in devices:
            device.git("merge", "--quiet", "--no-edit", f"turn-{turn}")
    days = sorted(row["day"] for row in journal(laptop.home) if row["kind"] == "checkin")
    assert [(FIRST + timedelta(days=day)).isoformat() for day in range(7)] == days
    assert sorted(row["id"] for row in journal(laptop.home)) == sorted(row["id"] for row in journal(phone.home))
    now = "2026-11-27T12:00"
    assert laptop.answers(now) == phone.answers(now)
    assert [0, 0] == [device.do("doctor", now=now).code for device in devices]


def test_a_last_line_without_its_newline_stays_a_line(devices: tuple[Device, Device]) -> None:
    """An editor, or a cut, may take the last line feed away: no two lines become one."""
    laptop, phone = devices
    laptop.log(1, "--dose", "5", *BAD_NIGHT)
    phone.log(2, "--dose", "5", *BAD_NIGHT)
    for device in devices:
        path = device.home / "journal.jsonl"
        path.write_bytes(content(device.home).rstrip(b"\n"))
    met(laptop, phone)
    now = "2026-11-23T12:00"
    assert ["2026-11-20", "2026-11-21", "2026-11-22"] == sorted(
        row["day"] for row in journal(laptop.home) if row["kind"] == "checkin"
    )
    assert laptop.answers(now) == phone.answers(now)
    assert 0 == laptop.do("doctor", now=now).code


def test_a_torn_tail_is_named_and_hides_nothing(devices: tuple[Device, Device]) -> None:
    """Power went while one device wrote: the torn piece travels along, and every whole line is read."""
    laptop, phone = devices
    laptop.log(1, "--dose", "5", *BAD_NIGHT)
    phone.log(2, "--dose", "5", *BAD_NIGHT)
    path = phone.home / "journal.jsonl"
    path.write_bytes(content(phone.home) + b'{"v":1,"id":"01M8')
    met(laptop, phone)
    assert 3 == sum(row["kind"] == "checkin" for row in journal(laptop.home))
    done = laptop.do("next", now="2026-11-23T12:00")
    assert (1, True) == (done.code, "Run: baclotrack doctor" in done.err)


def test_git_keeps_the_lock_and_the_checkpoint_out(devices: tuple[Device, Device]) -> None:
    """Only what a person may want back is in the repository."""
    laptop, _ = devices
    (laptop.home / ".checkpoint").write_text("derived")
    laptop.commit()
    assert [".gitattributes", ".gitignore", "journal.jsonl", "plan.toml", "profile.toml"] == (
        laptop.git("ls-files").splitlines()
    )
