-- After a restore to an earlier moment: writes events again that the record has lost, at the positions that they had, byte for
-- byte. For the owner alone. What stands there already must be the same; what comes must follow on without a gap, each
-- stream by its versions, each lane by its positions, and the clock never backwards. Answers how many were written.
create function weita_take_back(
    e_position bigint[], e_id uuid[], e_stream text[], e_version integer[], e_type text[], e_schema smallint[], e_lane smallint[],
    e_occurred timestamptz[], e_recorded timestamptz[], e_envelope text[], e_data text[]
) returns integer language plpgsql set search_path = pg_catalog, public as $$
declare
    head bigint;
    wrong bigint;
    written integer;
begin
    perform pg_advisory_xact_lock(2784);
    create temporary table came on commit drop as
        select * from unnest(e_position, e_id, e_stream, e_version, e_type, e_schema, e_lane, e_occurred, e_recorded, e_envelope, e_data)
            as c (position, id, stream, version, type, schema_version, lane, occurred_at, recorded_at, envelope, data);
    select coalesce(max(e.position), 0) into head from public.event e;

    select min(c.position) into wrong from came c left join public.event e on e.position = c.position
     where c.position <= head and (e.id, e.stream, e.version, e.type, e.schema_version, e.lane, e.occurred_at, e.recorded_at, e.envelope, e.data)
           is distinct from (c.id, c.stream, c.version, c.type, c.schema_version, c.lane, c.occurred_at, c.recorded_at, c.envelope, c.data);
    if wrong is not null then
        raise exception 'position % holds another event', wrong;
    end if;

    insert into public.event (position, id, stream, version, type, schema_version, lane, previous_position,
                              occurred_at, recorded_at, envelope, data)
    select c.position, c.id, c.stream, c.version, c.type, c.schema_version, c.lane,
           coalesce(lag(c.position) over (partition by c.lane order by c.position),
                    (select max(e.position) from public.event e where e.lane = c.lane and e.position <= head), 0),
           c.occurred_at, c.recorded_at, c.envelope, c.data
      from came c where c.position > head;
    get diagnostics written = row_count;

    select min(e.position) into wrong from (
        select position, lag(position) over (order by position) as before, recorded_at,
               lag(recorded_at) over (order by position) as earlier from public.event where position >= head) e
     where e.position > head and (e.position <> coalesce(e.before, 0) + 1 or e.recorded_at < e.earlier);
    if wrong is not null then
        raise exception 'position % does not follow on the one before it', wrong;
    end if;
    select min(e.position) into wrong from public.event e
     where e.position > head and e.version <> 1 + coalesce(
           (select max(b.version) from public.event b where b.stream = e.stream and b.version < e.version and b.position < e.position), 0);
    if wrong is not null then
        raise exception 'position % is not the next version of its stream', wrong;
    end if;
    perform pg_notify('weita_event', head::text);
    return written;
end $$;
revoke all on function weita_take_back from public;
