-- Which key wraps each key, which one is in use, and an epoch that goes up when programs must drop what they hold.
-- Keys are made by one function alone, which refuses a wrapping key that was replaced meanwhile.
create table vault (
    one boolean primary key default true check (one),
    wrapping text,
    epoch bigint not null default 0
);
insert into vault default values;
alter table key add column wrapping text;
create index key_of_person on key (person, class);

create function weita_make_keys(kids uuid[], persons uuid[], classes text[], secrets bytea[], wrapped_by text)
returns table (kid uuid, person uuid, class text, wrapped bytea, wrapping text)
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
begin
    perform pg_advisory_xact_lock_shared(27846);
    update vault set wrapping = wrapped_by where wrapping is null;
    if (select wrapping from vault) <> wrapped_by then
        raise exception 'wrapped by a key that was replaced' using errcode = 'WE001';
    end if;
    insert into key (kid, person, class, wrapped, wrapping)
    select a.kid_, a.person_, a.class_, a.wrapped_, wrapped_by
      from unnest(kids, persons, classes, secrets) as a (kid_, person_, class_, wrapped_)
     where not exists (select 1 from key k where k.person = a.person_ and k.class = a.class_)
    on conflict do nothing;
    return query select k.kid, k.person, k.class, k.wrapped, k.wrapping from key k
      join unnest(persons, classes) as a (person_, class_) on k.person = a.person_ and k.class = a.class_
     where k.wrapped is not null;
end $$;

revoke all on function weita_make_keys from public;
grant execute on function weita_make_keys to weita_service;
revoke insert on key from weita_service;
grant select on vault to weita_service, weita_projector, weita_eraser;
grant select, insert, update on key to weita_eraser;
grant update on vault to weita_eraser;
grant connect on database weita_keys to weita_eraser;
