drop function weita_append;
drop index event_type;

-- Appends several saves at once, each answered for itself. A save is: events, the versions of every stream its
-- decision read, and a receipt. One lock, so positions have no gaps and readers miss nothing; one call, so one fsync.
-- Answers the log's head before, the time of recording, and which saves were known (their receipt was there) or stale
-- (a stream they read has moved); all others are recorded, in the order given, right after the head.
-- The caller sees to it that no save reads a stream that an earlier one of the same call writes, or shares its receipt.
create function weita_append(
    e_save integer[], e_id uuid[], e_stream text[], e_version integer[], e_type text[], e_schema smallint[],
    e_lane smallint[], e_occurred timestamptz[], e_envelope text[], e_data text[],
    c_save integer[], c_stream text[], c_version integer[],
    r_save integer[], r_events integer[], r_agency text[], r_key text[], r_sha bytea[], r_command uuid[], r_answer text[],
    out head bigint, out moment timestamptz, out known integer[], out stale integer[]
) language plpgsql security definer set search_path = pg_catalog, public as $$
#variable_conflict use_column
begin
    perform pg_advisory_xact_lock(2784);
    select e.position, e.recorded_at into head, moment from public.event e order by e.position desc limit 1;
    weita_append.head := coalesce(weita_append.head, 0);
    weita_append.moment := greatest(public.weita_now(), weita_append.moment);

    select coalesce(array_agg(a.save), '{}') into known
      from unnest(r_save, r_agency, r_key) as a (save, agency, key)
     where exists (select from public.receipt r where r.agency = a.agency and r.key = a.key);
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

revoke all on function weita_append from public;
grant execute on function weita_append to weita_service;
