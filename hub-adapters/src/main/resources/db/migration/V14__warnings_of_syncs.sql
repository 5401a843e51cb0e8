-- What keeps a sync from seeing every change in its system, for as long as it lasts.
create table hub_ops.sync_warning (
    sync    text        not null,
    kind    text        not null,   -- unmarked, missed
    records bigint      not null,
    message text        not null,
    since   timestamptz not null,
    primary key (sync, kind)
);
-- When everything was read last, whatever the watermarks say.
alter table hub_ops.sync_state add column last_read_whole_at timestamptz;
alter table hub_ops.run add column warning text;
