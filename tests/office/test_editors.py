"""Who is let in, and who is not."""

import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from atlas.i18n import LANGS
from atlas.office import attempts, editors, passwords, place
from atlas.office.editors import Source

HASHES = {"张三": PasswordHasher().hash("开发区-2026"), "broken": "plain text"}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(place.STATE, str(tmp_path))
    return tmp_path


def rows(folder, asked):
    connection = sqlite3.connect(folder / attempts.FILE)
    try:
        return connection.execute(asked).fetchall()
    finally:
        connection.close()


def test_the_right_password_lets_in_and_no_other():
    assert editors.verify("张三", "开发区-2026", HASHES)
    for name, password in (
        ("张三", ""),
        ("张三", "开发区-2027"),
        ("李四", "开发区-2026"),
        ("", "nobody"),
        ("李四", "nobody"),
        ("broken", "plain text"),
    ):
        assert not editors.verify(name, password, HASHES), (name, password)


def test_a_hash_is_argon2id_and_salted():
    one, other = editors.hashed("a"), editors.hashed("a")
    assert one.startswith("$argon2id$")
    assert one != other
    assert editors.verify("x", "a", {"x": one})


def test_guessing_has_to_wait():
    for n in range(editors.FAILURES):
        assert not editors.verify("张三", "wrong", HASHES, now=float(n))
    last = editors.FAILURES - 1.0
    assert not editors.verify("张三", "开发区-2026", HASHES, now=last + attempts.WAIT_S / 2)
    assert editors.verify("张三", "开发区-2026", HASHES, now=last + attempts.WAIT_S + 1)
    # One success forgets the failures before it.
    assert not editors.verify("张三", "wrong", HASHES, now=200.0)
    assert editors.verify("张三", "开发区-2026", HASHES, now=200.0)


@pytest.fixture
def hashing(monkeypatch):
    """Count the hashes that are computed, in all and at once; each takes as long as it is told."""

    class Slow:
        def __init__(self):
            self.go, self.lock = threading.Event(), threading.Lock()
            self.done = self.now = self.most = 0

        def verify(self, hash_, password):
            with self.lock:
                self.done += 1
                self.now += 1
                self.most = max(self.most, self.now)
            self.go.wait(60)
            with self.lock:
                self.now -= 1
            if hash_ != password:
                raise VerificationError
            return True

        def hash(self, password):
            return f"hash of {password}"

    slow = Slow()
    monkeypatch.setattr(editors, "_HASHER", slow)
    editors._nobody.cache_clear()
    yield slow
    editors._nobody.cache_clear()


def tried(hashing, guesses):
    """Try all of these at once; give what came of each."""
    with ThreadPoolExecutor(len(guesses)) as pool:
        found = [pool.submit(editors.verify, *guess, **more) for guess, more in guesses]
        hashing.go.set()
        return [each.result() for each in found]


def test_sixty_guesses_at_once_are_sixty(hashing):
    guesses = [
        (("张三", f"guess {n}", {"张三": "x"}), {"source": Source("192.0.2.1")}) for n in range(60)
    ]
    assert not any(tried(hashing, guesses))
    assert hashing.done == editors.FAILURES
    assert not editors.verify("张三", "x", {"张三": "x"}, source=Source("192.0.2.1"))


def test_only_so_many_hashes_are_computed_at_once(hashing):
    known = {f"n{n}": "x" for n in range(30)}
    guesses = [
        ((name, "x", known), {"source": Source(f"192.0.2.{n}")}) for n, name in enumerate(known)
    ]
    assert all(tried(hashing, guesses))
    assert hashing.most <= editors.AT_ONCE


def test_a_stranger_who_guesses_keeps_no_editor_out(hashing):
    hashing.go.set()
    for n in range(editors.OF_NAME - 1):
        assert not editors.verify(
            "张三", "wrong", {"张三": "x"}, source=Source("192.0.2.66"), now=n * 0.1
        )
    assert not editors.verify("张三", "x", {"张三": "x"}, source=Source("192.0.2.66"), now=5.0)
    assert editors.verify("张三", "x", {"张三": "x"}, source=Source("192.0.2.7"), now=5.0)


def test_a_source_that_tries_names_has_to_wait_and_others_do_not(hashing):
    hashing.go.set()
    for n in range(100):
        assert not editors.verify(f"name {n}", "wrong", {}, source=Source("192.0.2.66"), now=1.0)
    assert hashing.done == editors.FROM_SOURCE
    assert not editors.verify("张三", "x", {"张三": "x"}, source=Source("192.0.2.66"), now=2.0)
    assert editors.verify("张三", "x", {"张三": "x"}, source=Source("192.0.2.7"), now=2.0)
    later = 2.0 + attempts.FORGOTTEN_S
    for n in range(editors.FROM_SOURCE):
        assert not editors.verify(f"again {n}", "wrong", {}, source=Source("192.0.2.66"), now=later)
    assert hashing.done == 2 * editors.FROM_SOURCE + 1


def test_a_name_that_all_the_world_tries_has_to_wait(hashing):
    hashing.go.set()
    for n in range(200):
        editors.verify("张三", "wrong", {"张三": "x"}, source=Source(f"192.0.2.{n}"), now=1.0)
    assert hashing.done == editors.OF_NAME


def test_what_is_remembered_of_guesses_is_bounded(hashing, monkeypatch, folder):
    hashing.go.set()
    monkeypatch.setattr(attempts, "KEPT", 30)
    for n in range(100):
        editors.verify(f"name {n}", "wrong", {}, source=Source(f"192.0.2.{n}"), now=1.0)
    assert sum(rows(folder, "SELECT count(*) FROM failed")[0]) <= 30
    assert not editors.verify("n" * 10**6, "wrong", {}, source=Source("192.0.2.1"))
    assert not editors.verify("n", "w" * 10**6, {}, source=Source("192.0.2.1"))
    assert hashing.done == 100


@pytest.mark.parametrize("given", ["", " ", "\t\n", "x" * (editors.LONGEST + 1)])
def test_no_hash_is_made_of_what_is_no_password(given):
    with pytest.raises(editors.PasswordError):
        editors.hashed(given)


@pytest.mark.parametrize(
    ("email", "good"),
    [
        ("zhang@example.cn", True),
        ("Zhang@Example.CN ", True),
        ("li@kfq.example.cn", True),
        ("li@example.cn", False),
        ("li@evil-kfq.example.cn", False),
        ("li@kfq.example.cn.evil.com", False),
        ("a@b@kfq.example.cn", False),
        ("@kfq.example.cn", False),
        ("*@kfq.example.cn", True),
        ("", False),
    ],
)
def test_addresses_are_taken_whole(email, good):
    assert editors.may_edit(email, ["zhang@example.cn", "*@kfq.example.cn"]) == good


# What all processes of a machine count ------------------------------------------------------------

GUESS = """
import sys
from atlas.office import editors

class Plain:
    def verify(self, hash_, password):
        if hash_ == password:
            return True
        raise editors.VerificationError
    def hash(self, password):
        return "hash of " + password

editors._HASHER = Plain()
name, source, *passwords = sys.argv[1:]
for each in passwords:
    print(editors.refused(name, each, {"anna": "right"}, source=editors.Source(source)) or "in")
"""


def in_a_process(name, source, *given):
    """Try passwords in a process of their own; give what came of each."""
    done = subprocess.run(
        [sys.executable, "-c", GUESS, name, source, *given],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout.split()


def test_two_processes_count_together_and_a_third_knows_of_it():
    with ThreadPoolExecutor(2) as pool:
        tried_ = [
            pool.submit(in_a_process, "anna", "192.0.2.66", *["wrong"] * editors.FAILURES)
            for _ in range(2)
        ]
        found = [word for each in tried_ for word in each.result()]
    assert sorted(found) == ["password"] * editors.FAILURES + ["waits"] * editors.FAILURES
    # Nor does a start anew help, or the right password; somewhere else it is another matter.
    assert in_a_process("anna", "192.0.2.66", "right") == ["waits"]
    assert in_a_process("anna", "192.0.2.7", "right") == ["in"]


def test_the_file_names_nobody_and_is_its_owners_alone(folder):
    editors.verify("anna", "wrong", {}, source=Source("192.0.2.66", "b" * 64))
    editors.verify("张三", "开发区-2026", HASHES, source=Source("192.0.2.66", "b" * 64))
    held = b"".join(path.read_bytes() for path in folder.iterdir())
    for each in ("anna", "张三", "192.0.2.66", "b" * 64, "开发区-2026"):
        assert each.encode() not in held
    if sys.platform != "win32":
        assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    # With another key the same names are others: the file by itself tells nobody who it was.
    (known,) = rows(folder, "SELECT count(DISTINCT name) FROM failed WHERE name != x''")
    (folder / attempts.KEY).write_bytes(b"k" * attempts.KEY_BYTES)
    editors.verify("anna", "wrong", {}, source=Source("192.0.2.66"))
    (after,) = rows(folder, "SELECT count(DISTINCT name) FROM failed WHERE name != x''")
    assert after[0] == known[0] + 1


def test_a_broken_key_is_made_anew(folder):
    (folder / attempts.KEY).write_bytes(b"")
    assert editors.verify("张三", "开发区-2026", HASHES)
    assert len((folder / attempts.KEY).read_bytes()) == attempts.KEY_BYTES
    assert [path.name for path in folder.iterdir() if "key." in path.name] == []


@pytest.mark.parametrize("how", ["no folder", "no database"])
def test_where_nothing_can_be_written_a_process_counts_for_itself_and_says_so(
    folder, monkeypatch, caplog, hashing, how
):
    hashing.go.set()
    if how == "no folder":
        (folder / "file").write_bytes(b"")
        monkeypatch.setenv(place.STATE, str(folder / "file" / "below"))
    else:
        (folder / attempts.FILE).write_bytes(b"no database at all" * 100)
    found = [
        editors.refused(
            "anna", f"guess {n}", {"anna": "x"}, source=Source("192.0.2.66"), now=1.0 + n
        )
        for n in range(editors.FAILURES + 2)
    ]
    assert found == ["password"] * editors.FAILURES + ["waits"] * 2
    said = [each.fields for each in caplog.records if hasattr(each, "fields")]
    assert [each["event"] for each in said] == ["counts_in_memory"]
    assert said[0]["reason"]


def test_a_clock_that_is_set_back_keeps_nobody_out_for_long(hashing):
    hashing.go.set()
    for _ in range(editors.FAILURES):
        editors.verify("anna", "wrong", {"anna": "x"}, now=1e9)
    assert editors.refused("anna", "x", {"anna": "x"}, now=1e6) == editors.WAITS
    assert editors.refused("anna", "x", {"anna": "x"}, now=1e6 + attempts.WAIT_S) == ""


def test_a_world_that_guesses_keeps_no_editor_out_who_was_here_before(hashing):
    hashing.go.set()
    known = {"anna": "x"}
    assert editors.verify("anna", "x", known, source=Source("192.0.2.7", "hers"), now=1.0)
    for n in range(editors.OF_NAME + 9):
        editors.verify("anna", "wrong", known, source=Source(f"198.51.100.{n}"), now=2.0)
    assert not editors.verify("anna", "x", known, source=Source("203.0.113.1"), now=3.0)
    assert editors.verify("anna", "x", known, source=Source("192.0.2.7"), now=3.0)
    # Even where all come from one address, as behind a proxy, her browser is not theirs.
    for n in range(editors.FROM_SOURCE):
        editors.verify(f"name {n}", "wrong", known, source=Source("192.0.2.7", f"b{n}"), now=4.0)
    assert not editors.verify("anna", "x", known, source=Source("192.0.2.7", "other"), now=5.0)
    assert editors.verify("anna", "x", known, source=Source("192.0.2.7", "hers"), now=5.0)
    # And whoever sits at it guesses no more often than anybody.
    found = [
        editors.refused("anna", "wrong", known, source=Source("192.0.2.7", "hers"), now=6.0)
        for _ in range(editors.FAILURES + 1)
    ]
    assert found == ["password"] * editors.FAILURES + ["waits"]


def test_who_waits_is_told_by_name_and_can_be_let_go(hashing):
    hashing.go.set()
    for n in range(editors.FAILURES):
        editors.verify("anna", "wrong", {"anna": "x"}, source=Source("192.0.2.66"), now=1.0 + n)
    (one,) = attempts.shared().waiting(["bella", "anna"], 10.0)
    assert (one.name, one.times, one.seconds) == ("anna", editors.FAILURES, 55.0)
    assert [each.name for each in attempts.shared().waiting([], 10.0)] == [""]
    assert attempts.shared().waiting(["anna"], 66.0) == []
    attempts.shared().release()
    assert editors.verify("anna", "x", {"anna": "x"}, source=Source("192.0.2.66"), now=11.0)


@pytest.mark.parametrize(
    ("store", "state", "found"),
    [
        ("sqlite:////srv/data/a.sqlite?timeout=5", "", "/srv/data"),
        ("postgresql://a:b@db/atlas", "", str(place.FILE.parent)),
        ("postgresql://a:b@db/atlas", "/var/lib/x", "/var/lib/x"),
    ],
)
def test_the_counts_lie_beside_the_file_store_or_where_the_machine_says(
    monkeypatch, store, state, found
):
    monkeypatch.setenv(place.ENV, store)
    monkeypatch.setenv(place.STATE, state)
    assert place.state_folder().as_posix() == found.replace("\\", "/")


# A new password -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("password", "name", "wrong"),
    [
        ("Heihe-Zhangye-37", "", None),
        ("祁连山下 7 条河 Ab", "", None),
        ("correct horse battery", "", None),  # sixteen and more: of any kind
        ("Tr4gbare Brille", "", None),
        ("Ab1!Ab1!", "", "short"),
        ("heihe-zhangye", "", "plain"),
        ("heihezhangye", "", "plain"),
        ("aaaaaaaaaaaaaaaaaaaa", "", "few"),
        ("Aa1!Aa1!Aa1!Aa1!", "", "few"),
        ("Zhangsan-2026", "zhangsan", "name"),
        ("zhangsanzhangsanzhangsan", "zhangsan", "name"),
        ("Password1234!", "", "common"),
        ("Admin@123456", "", "common"),
        ("1qaz@WSX3edc", "", "common"),
        ("P@ssw0rd2026", "", "common"),
        ("qwertyuiopasdfghjkl", "", "common"),
        ("Gansu@12345678", "", "common"),
        (" " * 20, "", "empty"),
        ("x" * 201, "", "empty"),
    ],
)
def test_what_a_new_password_has_to_be(password, name, wrong):
    if wrong is None:
        passwords.check(password, name)
        return
    with pytest.raises(editors.PasswordError) as error:
        passwords.check(password, name)
    assert error.value.kind == wrong
    said = {error.value.message(lang) for lang in LANGS}
    assert len(said) == len(LANGS)
    assert not any(password in each for each in said)
