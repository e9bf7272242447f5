-- What was known at a moment: the last position of each lane recorded by then. Times never go back in a log.
create index event_recorded on event (recorded_at);

create function weita_known_at(moment timestamptz) returns table (lane smallint, position_ bigint)
language sql stable security definer set search_path = pg_catalog, public as $$
    with cut as (
        select coalesce((select max(e.position) from public.event e
                          where e.recorded_at = (select max(recorded_at) from public.event where recorded_at <= moment)), 0) as position
    )
    select l.lane::smallint, coalesce((select max(e.position) from public.event e, cut where e.lane = l.lane and e.position <= cut.position), 0)
      from generate_series(0, 5) as l (lane)
$$;
revoke all on function weita_known_at from public;
grant execute on function weita_known_at to weita_desk;
