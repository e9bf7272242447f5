-- A cut of long ago is found as fast as the last one.
create index round_signed on round (signed_at, number);
create index checkpoint_round on checkpoint (log, round);
