"""A store in trouble: each cause in its words, nothing waits for long, no password is told."""

import logging
import socket
import threading
import traceback
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from atlas import cli
from atlas.i18n import LANGS
from atlas.office import EMPTY, Record, Store, StoreError, open_store
from atlas.office import latest as watching
from atlas.office.database import causes, postgresql
from atlas.office.database.address import parsed, redacted, shown
from atlas.office.database.bounds import Bounds
from atlas.office.latest import Latest

HASTY = Bounds(lock=0.2, statement=0.4)
SECRET = "Kaifaqu2026"  # noqa: S105 - of nobody
# Each as it stands in an address, well written or not.
PASSWORDS = (
    f"{SECRET}@left",
    f"@{SECRET}",
    f"left@{SECRET}@right",
    f"left@{SECRET}/right",
    f"left@{SECRET}?right#x",
    f"left:{SECRET}/%zz",
    f"#{SECRET}?a=b",
    f"%40{SECRET}%",
    f"密码{SECRET} 口令",
    f"'{SECRET}\\\"",
    f"left@{SECRET}:99999@right",
)


@contextmanager
def as_superuser(url):
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def at(url, **changed):
    """Return the URL of a database with something changed."""
    return sa.make_url(url).set(**changed).render_as_string(hide_password=False)


def refused(ask):
    """Return why a store refuses, said in both languages, none of which names a class."""
    with pytest.raises(StoreError) as caught:
        ask()
    said = [caught.value.message(lang) for lang in LANGS]
    assert said[0] != said[1]
    assert not any("Error" in each or "{" in each for each in said)
    return caught.value


# Passwords ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("password", PASSWORDS)
@pytest.mark.parametrize("command", ["status", "init", "check", "copy", "mistyped"])
def test_no_password_is_told_however_odd_it_is(password, command, monkeypatch, caplog, capfd):
    address = f"postgresql://atlas:{password}@127.0.0.1:1/office"
    monkeypatch.setenv("ATLAS_STORE", address)
    asked = {"copy": ["copy", address, "sqlite:///none"], "mistyped": [address]}
    with caplog.at_level(logging.DEBUG):
        assert cli.main(["store", *asked.get(command, [command])])
    said = "".join(capfd.readouterr()) + caplog.text
    assert said.strip()
    assert SECRET not in said
    assert "left" not in said


@pytest.mark.parametrize("password", PASSWORDS)
def test_no_error_of_an_address_holds_the_password(password):
    address = f"postgresql://atlas:{password}@127.0.0.1:1/office"
    assert SECRET not in redacted(address)
    if "@" in password:
        with pytest.raises(StoreError) as caught:
            parsed(address)
        assert caught.value.kind == "unescaped"
        assert SECRET not in "".join(traceback.format_exception(caught.value)).partition(address)[0]
        return
    url = parsed(address)
    assert SECRET not in shown(url)
    assert SECRET in url.password


def test_a_password_in_the_query_of_an_address_is_not_shown():
    url = parsed(f"postgresql://h/office?user=a&password={SECRET}&sslmode=require")
    assert shown(url) == "postgresql://h/office?sslmode=require&user=a"


# Causes -------------------------------------------------------------------------------------------

URL = parsed("postgresql://atlas:x@db.example/office")
WORDS = {
    'FATAL:  password authentication failed for user "atlas"': "wrong_password",
    'FATAL:  用户 "atlas" Password 认证失败': "wrong_password",
    "fe_sendauth: no password supplied": "wrong_password",
    'FATAL:  database "office" does not exist': "no_database",
    'FATAL:  数据库 "office" 不存在': "no_database",
    'FATAL:  permission denied for database "office"': "rights",
    'FATAL:  访问数据库"office"的权限不够': "rights",
    'FATAL:  role "atlas" does not exist': "not_admitted",
    'FATAL:  角色 "atlas" 不存在': "not_admitted",
    'FATAL:  没有用于主机 "x", 用户 "a", 数据库 "b", SSL off 的 pg_hba.conf 记录': "not_admitted",
    'FATAL:  到数据库 "office"的连接太多了': "crowded",
    "FATAL:  sorry, too many clients already": "crowded",
    "FATAL:  the database system is starting up": "starting",
    "FATAL:  数据库系统启动中": "starting",
    "server does not support SSL, but SSL was required": "tls",
    "SSL error: certificate verify failed": "tls",
    "Connection refused\n\tIs the server running on that host": "port",
    "由于目标计算机积极拒绝，无法连接。 (0x0000274D/10061)": "port",
    "connection timeout expired": "silent",
    "something else": "database",
}


@pytest.mark.parametrize("words", WORDS)
def test_what_is_said_while_one_connects_is_told_apart(words):
    # A host may be called anything.
    said = f'connection to server at "ssl-role.example", port 5432 failed: {words}'
    cause = psycopg.OperationalError(said)
    found = causes.said(OperationalError("", {}, cause), URL)
    assert found.kind == WORDS[words]
    assert found.detail
    assert all("认证失败" not in found.message(lang) for lang in LANGS)


@pytest.fixture(scope="module")
def guarded(database):
    """Give a database of which one account needs a password, another encryption."""
    with as_superuser(database) as connection:
        (file,) = connection.execute("SHOW hba_file").fetchone()
        before = Path(file).read_text(encoding="utf-8")
        lines = (
            "host all plain 127.0.0.1/32 scram-sha-256",
            "hostssl all sealed 127.0.0.1/32 trust",
            "host all sealed 127.0.0.1/32 reject",
        )
        Path(file).write_text("\n".join([*lines, before]), encoding="utf-8")
        for statement in (
            "SELECT pg_reload_conf()",
            "CREATE ROLE plain LOGIN PASSWORD 'right'",
            "CREATE ROLE sealed LOGIN",
            "CREATE DATABASE shut",
            "REVOKE CONNECT ON DATABASE shut FROM PUBLIC",
        ):
            connection.execute(statement)
        yield database
        Path(file).write_text(before, encoding="utf-8")
        connection.execute("SELECT pg_reload_conf()")
        connection.execute("DROP DATABASE shut WITH (FORCE)")
        connection.execute("DROP ROLE plain, sealed")


@pytest.fixture
def bare(guarded):
    """Give a database without PostGIS, which an ordinary account owns."""
    with as_superuser(guarded) as connection:
        connection.execute("DROP DATABASE IF EXISTS bare")  # which another test may have left
        connection.execute("CREATE DATABASE bare OWNER plain")
        yield at(guarded, database="bare")
        connection.execute("DROP DATABASE bare WITH (FORCE)")
        connection.execute("ALTER ROLE plain RESET search_path")


PLAIN = {"username": "plain", "password": "right"}


@pytest.mark.parametrize(
    ("changed", "kind", "named"),
    [
        ({"username": "plain", "password": "wrong"}, "wrong_password", "plain"),
        ({"username": "plain"}, "wrong_password", "plain"),
        ({"username": "nobody"}, "not_admitted", "nobody"),
        ({"username": "sealed"}, "not_admitted", "sealed"),
        ({"database": "none"}, "no_database", "none"),
        ({"port": 1}, "port", "1"),
        ({"host": "no.such.host.invalid"}, "host", "no.such.host.invalid"),
        ({"query": {"sslmode": "require"}}, "tls", "127.0.0.1"),
        ({**PLAIN, "database": "shut"}, "rights", "shut"),
    ],
)
def test_each_cause_has_its_words_and_the_detail_is_for_the_log(guarded, changed, kind, named):
    store = open_store(at(guarded, **changed))
    error = refused(store.head)
    assert error.kind == kind
    assert all(named in error.message(lang) for lang in LANGS)
    assert error.detail
    assert "\n" not in error.detail
    store.close()


def test_an_ordinary_owner_is_told_that_postgis_comes_first_and_how(bare):
    store = open_store(at(bare, **PLAIN))
    assert refused(store.head).kind == "not_made"
    error = refused(store.init)
    assert error.kind == "postgis_first"
    assert 'psql -d bare -c "CREATE EXTENSION postgis"' in error.message("zh")
    with as_superuser(bare) as connection:
        connection.execute("CREATE EXTENSION postgis")
    store.init()
    store.init()
    assert store.head() == 0
    store.close()


def test_tables_and_postgis_that_the_account_does_not_see_are_said_with_their_schema(bare):
    owner = open_store(at(bare, **PLAIN))
    with as_superuser(bare) as connection:
        connection.execute("CREATE SCHEMA gis")
        connection.execute("CREATE EXTENSION postgis SCHEMA gis")
    error = refused(owner.init)
    assert (error.kind, error.values["schema"]) == ("shut", "gis")
    with as_superuser(bare) as connection:
        connection.execute("GRANT USAGE ON SCHEMA gis TO plain")
    error = refused(owner.init)
    assert (error.kind, error.values["schema"]) == ("elsewhere", "gis")
    with as_superuser(bare) as connection:
        for statement in (
            "CREATE SCHEMA office AUTHORIZATION plain",
            "ALTER ROLE plain SET search_path = office, gis",
        ):
            connection.execute(statement)
    owner.close()
    owner = open_store(at(bare, **PLAIN))
    owner.init()
    assert owner.head() == 0
    other = open_store(bare)
    error = refused(other.head)
    assert (error.kind, error.values["schema"]) == ("elsewhere", "office")
    assert "SET search_path = office, public" in error.message("en")
    owner.close()
    other.close()


@pytest.mark.usefixtures("guarded")
def test_a_right_that_is_missing_within_is_said(emptied):
    open_store(emptied, create=True).close()
    store = open_store(at(emptied, **PLAIN))
    error = refused(store.head)
    assert error.kind == "rights"
    assert "atlas_meta" in error.detail
    store.close()


# Time ---------------------------------------------------------------------------------------------


@pytest.fixture
def office(emptied):
    """Give a store in PostgreSQL with one change."""
    store = open_store(emptied, create=True)
    store.apply({"own-a": Record("own-a", name_zh="甲")}, base=EMPTY, who="a")
    yield store
    store.close()


@contextmanager
def locked(url, table="atlas_entries"):
    """Hold a table so that nobody else reads it."""
    with psycopg.connect(url) as connection:
        connection.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield
        connection.rollback()


def test_a_lock_that_another_holds_is_not_waited_for(office, database):
    with locked(database):
        error = refused(lambda: read_all(office))
    assert error.kind == "locked"
    assert office.head() == 1


def read_all(store):
    with store.reading(HASTY) as connection:
        connection.execute(sa.select(store.tables["entries"])).all()


def test_a_statement_that_takes_too_long_is_ended(office):
    def sleep():
        with office.reading(HASTY) as connection:
            connection.execute(sa.text("SELECT pg_sleep(60)"))

    assert refused(sleep).kind == "slow"
    # The bounds are a transaction's own: what comes next has others.
    with office.reading() as connection:
        assert connection.scalar(sa.text("SHOW statement_timeout")) == "8s"


class Line:
    """A line to a server that can be cut without a word: bytes go through, or lie there."""

    def __init__(self, host, port):
        self._to, self._open, self._ends = (host, port), threading.Event(), []
        self._open.set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                here, _ = self._listener.accept()
            except OSError:
                return
            there = socket.create_connection(self._to)
            self._ends += [here, there]
            for one, other in ((here, there), (there, here)):
                threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one, other):
        try:
            while data := one.recv(65536):
                self._open.wait()
                other.sendall(data)
            other.close()
        except OSError:
            pass

    def cut(self):
        self._open.clear()

    def mend(self):
        self._open.set()

    def close(self):
        self._open.set()
        for end in (self._listener, *self._ends):
            end.close()


@pytest.fixture
def line(office, database, monkeypatch):
    """Give the same store behind a line that can be cut."""
    assert office.head() == 1
    known = sa.make_url(database)
    found = Line(known.host, known.port)
    monkeypatch.setattr(postgresql.Connection, "answers_within", 0.3)
    monkeypatch.setattr("atlas.office.database.engine.SLACK_S", 0)
    found.store = open_store(at(database, port=found.port))
    assert found.store.head() == 1
    yield found
    found.close()
    found.store.close()


def test_a_database_that_says_nothing_any_more_is_given_up(line):
    def ask():
        with line.store.reading(HASTY) as connection:
            line.cut()
            connection.execute(sa.text("SELECT 1"))

    assert refused(ask).kind == "slow"
    line.mend()
    assert line.store.head() == 1


# What is shown meanwhile --------------------------------------------------------------------------


@pytest.fixture
def latest(line, monkeypatch):
    """Give what follows the store, patient for a moment only, and what it told."""
    monkeypatch.setattr(watching, "PATIENCE_S", 0.2)
    monkeypatch.setattr(watching, "IN_TROUBLE_S", 5)  # a look that succeeds ends the waiting
    told = []
    found = Latest(lambda: line.store, told.append)
    found.told = told
    return found


def test_what_was_read_last_stands_with_since_when_and_comes_back(latest, line, office):
    assert latest.fresh().now.revision == 1
    assert latest.fresh().notice() == ""
    line.cut()
    known = latest.fresh()
    assert (known.now.revision, known.trouble.kind) == (1, "unanswered")
    for lang in LANGS:
        assert f"{known.since:%m-%d %H:%M}" in known.notice(lang)
        assert f"{known.read:%m-%d %H:%M}" in known.notice(lang)
    # Nobody waits a second time, and nobody asks.
    asked = latest._asked
    assert latest.fresh() is latest.known()
    assert latest._asked == asked
    line.mend()
    office.apply({"own-b": Record("own-b", name_zh="乙")}, base=office.state(), who="b")
    latest.again_at = 0
    assert latest.fresh().now.revision == 2
    assert latest.known().trouble is None
    assert [each.trouble and each.trouble.kind for each in latest.told][
        :: len(latest.told) - 1
    ] == [
        "unanswered",
        None,
    ]


def test_a_locked_store_is_said_to_be_locked(latest, database, monkeypatch):
    monkeypatch.setattr(watching, "PATIENCE_S", 30)
    monkeypatch.setattr(Store.reading.__wrapped__, "__defaults__", (HASTY,))
    assert latest.fresh().trouble is None
    with locked(database):
        known = latest.fresh()
    assert (known.trouble.kind, known.now.revision) == ("locked", 1)
