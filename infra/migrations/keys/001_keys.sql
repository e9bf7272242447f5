-- One key per person and class, wrapped by the key-encryption key. A destroyed key leaves its row as a fence.
create table key (
    kid uuid primary key,
    person uuid not null,
    class text not null check (class in ('care', 'evidence')),
    wrapped bytea,
    destroyed_at timestamptz,
    created_at timestamptz not null default clock_timestamp(),
    check ((wrapped is null) = (destroyed_at is not null))
);
create unique index key_active on key (person, class) where wrapped is not null;
grant select, insert on key to weita_service;
grant select on key to weita_projector;
