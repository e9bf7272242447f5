-- Who destroys keys reads in the record whose keys must be gone.
grant select on event to weita_eraser;
do $$ begin execute format('grant connect on database %I to weita_eraser', current_database()); end $$;
