-- The desk opens documents of the evidence store for who may read them.
grant select on key, vault to weita_desk;
