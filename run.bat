@echo off
rem Start the atlas on Windows: a double click, or run.bat --port 8600.
setlocal
chcp 65001 >nul
rem pushd rather than cd: it also takes a folder of a network share.
pushd "%~dp0"
if defined PYTHON goto named
call py -3 -c "" >nul 2>nul
if not errorlevel 1 goto launcher
rem The shop's stand-in for python ends with an error: it is none.
call python -c "" >nul 2>nul
if not errorlevel 1 goto plain
type "deploy\no-python.txt"
set "code=1"
goto end
:named
call "%PYTHON%" "run.py" %*
set "code=%errorlevel%"
goto end
:launcher
call py -3 "run.py" %*
set "code=%errorlevel%"
goto end
:plain
call python "run.py" %*
set "code=%errorlevel%"
:end
popd
rem A window opened by a double click stays until its message has been read.
if not "%code%"=="0" pause
exit /b %code%
