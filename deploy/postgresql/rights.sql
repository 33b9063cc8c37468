-- atlas_owner 每次 store init 之后运行：日常账号要的权限，不多也不少。
-- By atlas_owner after each store init: what the everyday account needs and no more.
--
--   psql "postgresql://atlas_owner@主机/atlas" -f rights.sql
\set ON_ERROR_STOP on
-- 历史只追加：读和写入，不改、不删。The history only grows: read and insert, no update, no delete.
SELECT format('GRANT SELECT, INSERT ON %I.%I TO atlas', schemaname, tablename)
FROM pg_tables
WHERE tablename LIKE 'atlas\_%' AND tableowner = current_user
\gexec
-- 模板一类只留一份，换新的时删去旧的。Of templates one of a kind is kept: a new one takes the old one's place.
GRANT DELETE ON atlas_templates, atlas_seals TO atlas;
-- 有待审核的修改或附件以后，表的格式要改记。The format of the tables is noted anew once there are proposals or attachments.
REVOKE INSERT ON atlas_meta FROM atlas;
GRANT UPDATE (value) ON atlas_meta TO atlas;
