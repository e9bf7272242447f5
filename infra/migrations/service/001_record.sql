-- The record of one service. Rows are only ever inserted, and only by weita_append, which alone gives positions and times.
create table event (
    position bigint primary key,
    id uuid not null unique,
    stream text collate "C" not null,
    version integer not null check (version > 0),
    type text collate "C" not null,
    schema_version smallint not null,
    lane smallint not null,
    previous_position bigint not null,
    occurred_at timestamptz not null,
    recorded_at timestamptz not null,
    envelope text not null,
    data text not null,
    unique (stream, version)
);
create index event_lane on event (lane, position);
create index event_recorded on event (recorded_at);

create table receipt (
    agency text collate "C" not null,
    key text collate "C" not null,
    body_sha256 bytea not null,
    command_id uuid not null,
    answer text not null,
    first_position bigint not null,
    recorded_at timestamptz not null,
    primary key (agency, key)
);

create table relay_mark (
    lane smallint primary key,
    position bigint not null
);

-- How far the reactions of this service have heard each lane of a neighbour's log. A mark only shows what Kafka left out;
-- that a fact acts once is the receipt's affair.
create table reaction_mark (
    service text collate "C",
    lane smallint,
    position bigint not null,
    primary key (service, lane)
);

create table refused_reaction (
    event_id uuid not null,
    reaction text not null,
    household text,
    rule text not null,
    facts text not null,
    refused_at timestamptz not null,
    settled_at timestamptz,
    primary key (event_id, reaction)
);

-- The only clock of the record.
create function weita_now() returns timestamptz language sql volatile as $$ select clock_timestamp() $$;

-- Appends several saves at once, each answered for itself. A save is: events, the versions of every stream its
-- decision read, and a receipt. One lock, so positions have no gaps and readers miss nothing; one call, so one fsync.
-- Answers the log's head before, the time of recording, and which saves were known (their receipt was there) or stale
-- (a stream they read has moved); all others are recorded, in the order given, right after the head.
-- Plans are made once: every look-up is a subquery by key, which is right for one save and for hundreds.
-- The caller sees to it that no save reads a stream that an earlier one of the same call writes, or shares its receipt.
create function weita_append(
    e_save integer[], e_id uuid[], e_stream text[], e_version integer[], e_type text[], e_schema smallint[],
    e_lane smallint[], e_occurred timestamptz[], e_envelope text[], e_data text[],
    c_save integer[], c_stream text[], c_version integer[],
    r_save integer[], r_events integer[], r_agency text[], r_key text[], r_sha bytea[], r_command uuid[], r_answer text[],
    out head bigint, out moment timestamptz, out known integer[], out stale integer[]
) language plpgsql security definer set search_path = pg_catalog, public set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
begin
    perform pg_advisory_xact_lock(2784);
    select e.position, e.recorded_at into head, moment from public.event e order by e.position desc limit 1;
    weita_append.head := coalesce(weita_append.head, 0);
    weita_append.moment := greatest(public.weita_now(), weita_append.moment);

    select coalesce(array_agg(a.save), '{}') into known
      from unnest(r_save, r_agency, r_key) as a (save, agency, key)
     where (select true from public.receipt r where r.agency = a.agency and r.key = a.key);
    select coalesce(array_agg(distinct c.save), '{}') into stale
      from unnest(c_save, c_stream, c_version) as c (save, stream, version)
     where c.version <> coalesce((select e.version from public.event e where e.stream = c.stream order by e.version desc limit 1), 0)
       and c.save <> all (weita_append.known);

    insert into public.event (position, id, stream, version, type, schema_version, lane, previous_position,
                              occurred_at, recorded_at, envelope, data)
    select weita_append.head + n.row, n.id, n.stream, n.version, n.type, n.schema, n.lane,
           coalesce(weita_append.head + lag(n.row) over (partition by n.lane order by n.row),
                    (select e.position from public.event e where e.lane = n.lane order by e.position desc limit 1), 0),
           n.occurred, weita_append.moment, n.envelope, n.data
      from (select u.*, row_number() over (order by u.ord) as row
              from unnest(e_save, e_id, e_stream, e_version, e_type, e_schema, e_lane, e_occurred, e_envelope, e_data)
                   with ordinality as u (save, id, stream, version, type, schema, lane, occurred, envelope, data, ord)
             where u.save <> all (weita_append.known) and u.save <> all (weita_append.stale)) n;

    insert into public.receipt (agency, key, body_sha256, command_id, answer, first_position, recorded_at)
    select a.agency, a.key, a.sha, a.command, a.answer,
           weita_append.head + 1 + sum(a.events) over (order by a.save) - a.events, weita_append.moment
      from unnest(r_save, r_events, r_agency, r_key, r_sha, r_command, r_answer)
           as a (save, events, agency, key, sha, command, answer)
     where a.save <> all (weita_append.known) and a.save <> all (weita_append.stale);

    perform pg_notify('weita_event', weita_append.head::text);
end $$;

-- What was known at a moment: the last position of each lane recorded by then. Times never go back in a log.
create function weita_known_at(moment timestamptz) returns table (lane smallint, position_ bigint)
language sql stable security definer set search_path = pg_catalog, public as $$
    with cut as (
        select coalesce((select max(e.position) from public.event e
                          where e.recorded_at = (select max(recorded_at) from public.event where recorded_at <= moment)), 0) as position
    )
    select l.lane::smallint, coalesce((select max(e.position) from public.event e, cut where e.lane = l.lane and e.position <= cut.position), 0)
      from generate_series(0, 5) as l (lane)
$$;
revoke all on function weita_append, weita_known_at from public;
grant execute on function weita_append, weita_now to weita_service;
grant execute on function weita_known_at to weita_desk;
grant select on event, receipt to weita_service;
grant select, insert, update on refused_reaction, reaction_mark to weita_service;
grant select on event to weita_relay, weita_projector;
grant select, insert, update on relay_mark to weita_relay;
grant select on refused_reaction to weita_projector, weita_desk;
