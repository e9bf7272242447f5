-- Which event stands where in which transparency log. Rows are only ever inserted, by the one active sequencer.
create table entry (
    service text collate "C",
    position bigint check (position > 0),
    log text collate "C" not null,
    index bigint not null check (index >= 0),
    leaf_hash bytea not null check (length(leaf_hash) = 32),
    primary key (service, position),
    unique (log, index)
);

-- One round signs every log that grew; its cut says how far every service's record was sealed then.
create table round (
    number bigint generated always as identity primary key,
    signed_at timestamptz not null
);

create table cut (
    round bigint references round,
    service text collate "C",
    position bigint not null,
    primary key (round, service)
);

create table checkpoint (
    log text collate "C",
    size bigint check (size > 0),
    round bigint not null references round,
    root bytea not null check (length(root) = 32),
    note text not null,
    primary key (log, size)
);

grant select, insert on entry, round, cut, checkpoint to weita_sealer;
