"""The page for a security officer claims what is there: tests, settings, commands, files."""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from atlas import cli

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
CHINESE = re.compile(r"[\u3400-\u9fff]")
# A letter beside a Chinese sign is a name or a number of something, not English.
ENGLISH = re.compile(r"[A-Za-z]{2,}")
HEAD = "| 要求 · Asked | 图集 · The atlas | 管理员 · The administrator | 测试 · Test |"
NONE = "—"
# Of a machine on which the atlas is installed, not of the project.
ELSEWHERE = {".streamlit/secrets.toml", "SHA256SUMS"}


def rows():
    lines = [line for line in PAGE.splitlines() if line.startswith("|")]
    return [line for line in lines if line != HEAD and not line.startswith("|---")]


def cells(row):
    return [each.strip() for each in row.strip("|").split("|")]


def named():
    """Give what stands in backquotes, wherever it stands."""
    return set(re.findall("`([^`]+)`", PAGE))


@cache
def functions(path):
    module = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(module) if isinstance(node, ast.FunctionDef)}


@cache
def code():
    paths = (path for room in ("atlas", "pages", "deploy") for path in (ROOT / room).rglob("*.py"))
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def test_every_section_that_is_asked_for_is_there():
    asked = (
        "身份鉴别 访问控制 安全审计 入侵防范 恶意代码防范 可信验证 数据完整性 数据保密性 备份恢复"
    )
    asked += " 剩余信息保护 个人信息保护 软件成分 不在其内 已知的不足"
    titles = re.findall(r"^## (\S+) · [A-Z]", PAGE, flags=re.MULTILINE)
    assert titles == asked.split()
    assert PAGE.count(HEAD) == len(titles) - 2


@pytest.mark.parametrize("row", rows())
def test_every_cell_is_filled_in_both_languages(row):
    *said, tests = cells(row)
    assert len(said) == 3
    for each in said:
        zh, en = each.split("<br>")
        assert CHINESE.search(zh), each
        assert ENGLISH.search(re.sub("`[^`]*`", "", en)), each
        assert not CHINESE.search(en), each
    assert tests


@pytest.mark.parametrize("row", rows())
def test_every_test_that_is_named_is_there(row):
    tests = cells(row)[-1]
    if tests == NONE:
        return
    for each in tests.split("<br>"):
        path, function = re.fullmatch(r"`(tests/[\w/]+\.py)::(\w+)`", each).groups()
        assert (ROOT / path).is_file(), each
        assert function in functions(path), each


def test_little_is_claimed_without_a_test():
    assert sum(cells(row)[-1] == NONE for row in rows()) <= 2


def test_every_setting_that_is_named_is_read_by_the_code_and_told_in_the_readme():
    settings = {name for each in named() for name in re.findall(r"\bATLAS_[A-Z_]+", each)}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert settings
    for name in settings:
        assert f'"{name}"' in code(), name
        assert name in readme, name


def test_every_command_that_is_named_is_there():
    make = (ROOT / "Makefile").read_text(encoding="utf-8")
    found = 0
    for each in named():
        if asked := re.match(r"make ([\w-]+)", each):
            assert re.search(rf"^{asked[1]}:", make, flags=re.MULTILINE), each
        elif asked := re.match(r"python -m atlas (\w+)(?: (\w+))?", each):
            with pytest.raises(SystemExit) as ended:
                cli.main([*filter(None, asked.groups()), "--help"])
            assert ended.value.code == 0, each
        elif asked := re.match(r"python -m ([\w.]+)", each):
            place = ROOT / asked[1].replace(".", "/")
            assert place.with_suffix(".py").is_file() or (place / "__main__.py").is_file(), each
        else:
            continue
        found += 1
    assert found > 4


def test_every_file_that_is_named_is_there():
    files = {each for each in named() if re.fullmatch(r"[\w.@/-]*(/|\.)[\w.@-]+", each)}
    files = {each for each in files if "::" not in each and not each.startswith("/")}
    assert len(files) > 4
    for each in files - ELSEWHERE:
        if re.fullmatch(r"[\d.]+", each):
            continue
        assert (ROOT / each).exists(), each
    for link in re.findall(r"\]\(([^)]+)\)", PAGE):
        assert (ROOT / "docs" / link).exists(), link


def test_the_readme_and_the_bundle_lead_to_it():
    assert "(docs/security.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
    install = (ROOT / "deploy" / "bundle" / "INSTALL.txt").read_text(encoding="utf-8")
    assert "docs/security.md" in install
    assert "deploy/sbom/atlas.cdx.json" in install


def test_the_bill_of_materials_is_of_the_release_that_it_is_named_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    bill = (ROOT / "deploy" / "sbom" / "atlas.cdx.json").read_text(encoding="utf-8")
    assert f'"bom-ref": "{project["name"]}"' in bill
    assert f'"version": "{project["version"]}"' in bill
