"""What the README says of PostgreSQL, done on a real one: rights, PgBouncer, backup, upgrade."""

import os
import pwd
import re
import shutil
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from atlas.office import (
    EMPTY,
    Record,
    StoreError,
    attachments,
    collections,
    open_store,
    review,
    templates,
)
from atlas.office.attachments import Given
from atlas.office.checking import check
from tests import postgres
from tests.browser.server import free_port
from tests.debian import by_apt, install_packages
from tests.office.added import TEMPLATE, TEMPLATE_DATA

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy" / "postgresql"
OWNER, EVERYDAY = ("atlas_owner", "o@w:n/er"), ("atlas", "p@ss")


def run(program, *given, **environment):
    """Run a program of PostgreSQL's, which has to succeed."""
    done = subprocess.run(
        [postgres.programs() / program, *given],
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert not done.returncode, done.stderr
    return done.stdout


def at(url, account, database="office", **changed):
    """Return the address of a database for an account, its password percent-encoded."""
    name, password = account
    known = sa.make_url(url).set(username=name, password=password, database=database, **changed)
    return known.render_as_string(hide_password=False)


@pytest.fixture(scope="module")
def passwords(database):
    """Have the server ask the two accounts for their passwords."""
    with psycopg.connect(database, autocommit=True) as connection:
        (file,) = connection.execute("SHOW hba_file").fetchone()
        before = Path(file).read_text(encoding="utf-8")
        lines = [f"host all {name} 127.0.0.1/32 scram-sha-256" for name, _ in (OWNER, EVERYDAY)]
        Path(file).write_text("\n".join([*lines, before]), encoding="utf-8")
        connection.execute("SELECT pg_reload_conf()")
        yield database
        Path(file).write_text(before, encoding="utf-8")
        connection.execute("SELECT pg_reload_conf()")


@pytest.fixture
def office(passwords):
    """Prepare a database as the README says; give its address for both accounts."""
    secrets = {"database": "office", "owner_password": OWNER[1], "password": EVERYDAY[1]}
    flags = [f"-v{name}={value}" for name, value in secrets.items()]
    run("psql", passwords, "-q", *flags, "-f", DEPLOY / "prepare.sql")
    owner, everyday = at(passwords, OWNER), at(passwords, EVERYDAY)
    open_store(owner, create=True).close()
    run("psql", owner, "-q", "-f", DEPLOY / "rights.sql")
    yield owner, everyday
    with psycopg.connect(passwords, autocommit=True) as connection:
        connection.execute("DROP DATABASE office WITH (FORCE)")
        connection.execute("DROP ROLE atlas, atlas_owner")


def fill(store):
    """Do whatever the app does with a store."""
    base = len(store.entries())
    for n in range(2):
        record = Record("own-a", name_zh="甲", values={"次": base + n})
        store.apply({"own-a": record}, base=store.state(), who="a")
    store.undo(store.head(), who="a")
    for _ in range(2):
        templates.keep(store, TEMPLATE, TEMPLATE_DATA)
    templates.remove(store, TEMPLATE.kind)
    templates.keep(store, TEMPLATE, TEMPLATE_DATA)
    known = collections.kept(store)
    number = known["例会"].number if "例会" in known else 0
    collections.keep(store, "例会", "{}", who="a", base=number)


def told(store):
    """Return all that a store tells."""
    return (
        store.dump(),
        templates.kept(store),
        templates.content(store, TEMPLATE.kind),
        collections.history(store),
    )


def test_the_everyday_account_can_do_its_work_and_no_more(office):
    _, everyday = office
    store = open_store(everyday)
    fill(store)
    photo = Given("jpeg", "园区.jpg", b"a photo", b"a thumbnail", 40, 30)
    attachments.attach(store, "own-a", photo, known=["own-a"], who="a")
    review.switch(store, on=True, who="chief")
    proposed = store.apply({"own-a": None}, base=store.state(), who="a")
    review.approve(store, proposed.number, who="b")
    assert check(store).faults == check(store).notes == ()
    for statement in (
        "UPDATE atlas_entries SET who = 'x'",
        "DELETE FROM atlas_versions",
        "DELETE FROM atlas_collections",
        "TRUNCATE atlas_entries CASCADE",
        "DROP TABLE atlas_seals",
        "CREATE TABLE mine (n integer)",
        "UPDATE atlas_meta SET key = 'x'",
        "INSERT INTO atlas_meta VALUES ('x', 'y')",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), psycopg.connect(everyday) as link:
            link.execute(statement)
    store.init()  # all is there: nothing is to be made
    store.close()


def test_a_backup_is_put_back_and_says_the_same(office, passwords, tmp_path):
    owner, everyday = office
    store = open_store(everyday)
    fill(store)
    before = told(store)
    store.close()
    dump = tmp_path / "atlas.dump"
    run("pg_dump", "-Fc", "-t", "atlas_*", "-f", dump, owner)
    with psycopg.connect(passwords, autocommit=True) as connection:
        connection.execute("CREATE DATABASE restored OWNER atlas_owner")
    try:
        fresh = at(passwords, OWNER, "restored")
        superuser = sa.make_url(passwords).set(database="restored").render_as_string()
        run("psql", superuser, "-qc", "CREATE EXTENSION postgis")
        run("pg_restore", "--no-owner", "-d", fresh, dump)
        store = open_store(fresh)
        assert told(store) == before
        assert check(store).faults == ()
        store.close()
        store = open_store(at(passwords, EVERYDAY, "restored"))
        fill(store)
        store.close()
    finally:
        with psycopg.connect(passwords, autocommit=True) as connection:
            connection.execute("DROP DATABASE restored WITH (FORCE)")


def test_an_upgrade_makes_what_an_older_program_did_not_know(office):
    owner, everyday = office
    store = open_store(everyday)
    store.apply({"own-a": Record("own-a", name_zh="甲")}, base=EMPTY, who="a")
    store.close()
    with psycopg.connect(owner) as connection:
        connection.execute("DROP TABLE atlas_seals, atlas_templates, atlas_collections")
    store = open_store(everyday)
    store.apply({"own-b": Record("own-b", name_zh="乙")}, base=store.state(), who="a")
    with pytest.raises(StoreError) as caught:
        templates.keep(store, TEMPLATE, TEMPLATE_DATA)
    assert caught.value.kind == "rights"
    # As the README says: the owner makes the tables, then gives the rights.
    open_store(owner, create=True).close()
    run("psql", owner, "-q", "-f", DEPLOY / "rights.sql")
    fill(store)
    found = check(store)
    assert (found.faults, found.notes, found.records) == ((), (), 2)
    store.close()


# PgBouncer ----------------------------------------------------------------------------------------


@pytest.fixture
def pooled(office, passwords, tmp_path):
    """Put PgBouncer, set as the README's file says, before the database; give its address."""
    _, everyday = office
    if not shutil.which("pgbouncer"):
        if not by_apt():
            pytest.skip("there is no PgBouncer, and none can be installed")
        install_packages("pgbouncer")
    known, port = sa.make_url(passwords), free_port()
    listed = tmp_path / "userlist.txt"
    listed.write_text(f'"{EVERYDAY[0]}" "{EVERYDAY[1]}"\n', encoding="utf-8")
    config = (DEPLOY / "pgbouncer.ini").read_text(encoding="utf-8")
    for old, new in {
        "port=5432 dbname=atlas": f"port={known.port} dbname=office",
        "atlas = host": "office = host",
        "listen_port = 6432": f"listen_port = {port}",
        "/etc/pgbouncer/userlist.txt": str(listed),
        "default_pool_size = 10": "default_pool_size = 2",
    }.items():
        assert old in config
        config = config.replace(old, new)
    file = tmp_path / "pgbouncer.ini"
    file.write_text(config + "unix_socket_dir =\n", encoding="utf-8")
    user = {}
    if os.geteuid() == 0:  # which it refuses to run as
        account = pwd.getpwnam(postgres.USER)
        user = {"user": account.pw_uid, "group": account.pw_gid}
        for path in (tmp_path, listed, file):
            os.chown(path, account.pw_uid, account.pw_gid)
        # Of all tests' folders it has to get through, however many workers part them.
        for path in tmp_path.parents:
            if path.owner() == pwd.getpwuid(0).pw_name and path != Path(tempfile.gettempdir()):
                path.chmod(path.stat().st_mode | 0o055)
            else:
                break
    server = subprocess.Popen(["pgbouncer", "-q", file], stderr=subprocess.DEVNULL, **user)
    try:
        yield sa.make_url(everyday).set(port=port).render_as_string(hide_password=False), server
    finally:
        server.terminate()
        server.wait()


def reached(address, server):
    """Open the store once PgBouncer listens."""
    store = open_store(address)
    while True:
        assert server.poll() is None
        try:
            store.head()
        except StoreError as error:
            if error.kind != "port":
                raise AssertionError(error.detail) from error
            time.sleep(0.05)
        else:
            return store


def test_behind_pgbouncer_each_transaction_stands_alone(pooled):
    store = reached(*pooled)
    fill(store)
    wrong = []

    def work(name):
        mine = open_store(pooled[0])
        try:
            for n in range(6):
                record = Record(f"own-{name}", name_zh=name, values={"次": n})
                mine.apply({record.zone: record}, base=mine.state(), who=name)
        except StoreError as error:
            wrong.append(error.detail)
        mine.close()

    threads = [threading.Thread(target=work, args=(name,)) for name in "甲乙丙"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert store.head() == 3 + 18
    assert check(store).faults == ()
    store.close()


# The README ---------------------------------------------------------------------------------------


def test_the_readme_says_what_these_tests_do():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for file in DEPLOY.iterdir():
        assert f"deploy/postgresql/{file.name}" in text
    for words in (
        "pg_dump -Fc -t 'atlas_*'",
        "pg_restore --no-owner",
        "CREATE EXTENSION postgis",
        "python -m atlas store init",
        "python -m atlas store check",
        "%40",
    ):
        assert words in text
    assert re.search(r"postgresql://atlas:[^@\s]*@", text)
