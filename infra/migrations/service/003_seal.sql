-- The sequencer of the transparency log reads the record.
grant select on event to weita_sealer;
