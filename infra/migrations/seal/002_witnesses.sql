-- What witnesses said of a checkpoint. Rows are only ever inserted, by the sequencer that asks them.
create table cosignature (
    log text collate "C",
    size bigint,
    witness text collate "C",
    line text not null,
    signed_at timestamptz not null,
    primary key (log, size, witness)
);

-- The checkpoints that enough witnesses have cosigned for the policy of that day.
create table witnessed (
    log text collate "C",
    size bigint,
    at timestamptz not null,
    policy text not null,
    primary key (log, size)
);

-- What a witness would not cosign, and why: said once for each checkpoint.
create table refusal (
    log text collate "C",
    size bigint,
    witness text collate "C",
    at timestamptz not null,
    said text not null,
    primary key (log, size, witness)
);

grant select, insert on cosignature, witnessed, refusal to weita_sealer;
grant select on entry, round, cut, checkpoint, cosignature, witnessed, refusal to weita_service, weita_desk, weita_projector;
