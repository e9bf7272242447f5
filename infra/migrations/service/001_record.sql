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
create index event_type on event (type);

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
-- The caller sees to it that no two saves of one call share a stream that either writes, or a receipt.
create function weita_append(
    e_save integer[], e_id uuid[], e_stream text[], e_version integer[], e_type text[], e_schema smallint[],
    e_lane smallint[], e_occurred timestamptz[], e_envelope text[], e_data text[],
    c_save integer[], c_stream text[], c_version integer[],
    r_save integer[], r_agency text[], r_key text[], r_sha bytea[], r_command uuid[], r_answer text[]
) returns table (save integer, outcome text, at timestamptz, position_ bigint, answer_ text, sha bytea)
language plpgsql security definer set search_path = pg_catalog, public as $$
#variable_conflict use_column
declare
    head bigint;
    moment timestamptz;
    known integer[];
    stale integer[];
begin
    perform pg_advisory_xact_lock(2784);
    select e.position, e.recorded_at into head, moment from public.event e order by e.position desc limit 1;
    head := coalesce(head, 0);
    moment := greatest(public.weita_now(), moment);

    select coalesce(array_agg(a.save), '{}') into known
      from unnest(r_save, r_agency, r_key) as a (save, agency, key)
      join public.receipt r on r.agency = a.agency and r.key = a.key;
    select coalesce(array_agg(distinct c.save), '{}') into stale
      from unnest(c_save, c_stream, c_version) as c (save, stream, version)
     where not c.save = any (known)
       and c.version <> coalesce((select max(e.version) from public.event e where e.stream = c.stream), 0);

    insert into public.event (position, id, stream, version, type, schema_version, lane, previous_position,
                              occurred_at, recorded_at, envelope, data)
    select head + row_number() over ordered, n.id, n.stream, n.version, n.type, n.schema, n.lane,
           coalesce(head + lag(n.row) over in_lane,
                    (select max(e.position) from public.event e where e.lane = n.lane), 0),
           n.occurred, moment, n.envelope, n.data
      from (select u.*, row_number() over (order by u.ord) as row
              from unnest(e_save, e_id, e_stream, e_version, e_type, e_schema, e_lane, e_occurred, e_envelope, e_data)
                   with ordinality as u (save, id, stream, version, type, schema, lane, occurred, envelope, data, ord)
             where not u.save = any (known) and not u.save = any (stale)) n
    window ordered as (order by n.row), in_lane as (partition by n.lane order by n.row);

    return query
    with good as (
        select u.save, head + 1 + coalesce(sum(u.events) over (order by u.save rows between unbounded preceding and 1 preceding), 0)::bigint as first
          from (select s.save, count(e.save) as events
                  from unnest(r_save) as s (save) left join unnest(e_save) as e (save) on e.save = s.save
                 where not s.save = any (known) and not s.save = any (stale) group by s.save) u
    ), kept as (
        insert into public.receipt (agency, key, body_sha256, command_id, answer, first_position, recorded_at)
        select a.agency, a.key, a.sha, a.command, a.answer, g.first, moment
          from unnest(r_save, r_agency, r_key, r_sha, r_command, r_answer) as a (save, agency, key, sha, command, answer)
          join good g on g.save = a.save
    )
    select g.save, 'recorded', moment, g.first, null::text, null::bytea from good g
    union all
    select a.save, 'known', r.recorded_at, r.first_position, r.answer, r.body_sha256
      from unnest(r_save, r_agency, r_key) as a (save, agency, key)
      join public.receipt r on r.agency = a.agency and r.key = a.key
     where a.save = any (known)
    union all
    select s, 'stale', null, null, null, null from unnest(stale) as s;

    perform pg_notify('weita_event', head::text);
end $$;

revoke all on function weita_append from public;
grant execute on function weita_append, weita_now to weita_service;
grant select on event, receipt to weita_service;
grant select, insert, update on refused_reaction to weita_service;
grant select on event to weita_relay, weita_projector;
grant select, insert, update on relay_mark to weita_relay;
grant select on refused_reaction to weita_projector, weita_desk;
