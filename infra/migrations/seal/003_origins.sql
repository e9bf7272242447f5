-- A record that went back and was not taken back: what had been sealed of a service beyond this position is lost to it.
-- Only the owner writes here, after a person has decided (weita restore new-origin).
create table setback (
    number integer check (number > 0),
    service text collate "C",
    position bigint not null check (position >= 0),
    at timestamptz not null,
    primary key (number, service)
);

-- A log that takes up the one before it of its project; its first leaf is this note, the last checkpoint of that one.
create table origin (
    log text collate "C" primary key,
    takes_up text collate "C" not null unique,
    size bigint not null,
    note text not null,
    setback integer not null
);

-- A position that was lost is given again: then an event is named by its place and by how many setbacks there had been.
alter table entry add column setback integer not null default 0;
alter table entry drop constraint entry_pkey;
alter table entry add primary key (service, position, setback);

grant select on setback, origin to weita_sealer, weita_service, weita_desk, weita_projector;
