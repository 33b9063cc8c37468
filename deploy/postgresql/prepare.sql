-- 超级用户在数据库服务器上运行一次：建账号、建库、装扩展。
-- Once, by a superuser: the accounts, the database, the extension.
--
--   psql -v database=atlas -v owner_password=… -v password=… -f prepare.sql
--
-- atlas_owner 建表、升级（store init）；atlas 是图集日常用的账号，只读、只追加。
-- atlas_owner makes and upgrades the tables (store init); atlas is what the app runs with: it reads and appends.
\set ON_ERROR_STOP on
CREATE ROLE atlas_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE atlas LOGIN PASSWORD :'password';
CREATE DATABASE :"database" OWNER atlas_owner ENCODING 'UTF8' TEMPLATE template0;
\connect :"database"
CREATE EXTENSION postgis;
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO atlas;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO PUBLIC;
GRANT CREATE ON SCHEMA public TO atlas_owner;
