-- Read models live in a schema each, made by the projection that owns it; here is only what they share.
grant create on database weita_read to weita_projector;
create schema delivery authorization weita_projector;
grant usage on schema delivery to weita_desk;
