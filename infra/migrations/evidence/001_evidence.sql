-- Documents that support facts, encrypted, under the SHA-256 of what stands here. Rows are only added; what no fact was
-- recorded of (whoever sent it was cut off) is collected by the owner of the tables alone.
create table document (
    sha256 bytea primary key check (length(sha256) = 32),
    sealed bytea not null,
    fingerprint bytea not null check (length(fingerprint) = 32),
    agency text collate "C" not null,
    person uuid,
    project text collate "C",
    stored_at timestamptz not null default clock_timestamp(),
    unique (agency, fingerprint),
    check (person is not null or project is not null)
);
alter table document alter column sealed set storage external;  -- a ciphertext is not compressed

-- Of which of them the record holds the fact that they were filed: only these may be cited.
create table filing (
    sha256 bytea primary key references document,
    filed_at timestamptz not null default clock_timestamp()
);

grant select, insert on document, filing to weita_service;
grant select on document, filing to weita_sealer, weita_desk;
