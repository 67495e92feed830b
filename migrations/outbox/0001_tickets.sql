CREATE TABLE `seen` (
	`ticket_id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL
) STRICT;
