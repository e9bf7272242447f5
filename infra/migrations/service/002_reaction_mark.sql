-- How far the reactions of this service have heard each lane of a neighbour's log. A mark only shows what Kafka left out;
-- that a fact acts once is the receipt's affair.
create table reaction_mark (
    service text collate "C",
    lane smallint,
    position bigint not null,
    primary key (service, lane)
);
grant select, insert, update on reaction_mark to weita_service;
