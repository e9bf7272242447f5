-- A refused reaction can be asked for again, after people have mended what it was refused for.
alter table refused_reaction add column retry_asked_at timestamptz;
