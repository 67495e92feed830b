CREATE TABLE `draft` (
	`key` text PRIMARY KEY NOT NULL,
	`body` text NOT NULL,
	`saved_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `outbox` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`lane` text NOT NULL,
	`entity_type` text NOT NULL,
	`entity_id` text NOT NULL,
	`kind` text NOT NULL,
	`v` integer NOT NULL,
	`payload` text NOT NULL,
	`actor` text NOT NULL,
	`person` text NOT NULL,
	`device` text NOT NULL,
	`created_at` integer NOT NULL,
	`not_before` integer,
	`checksum` blob NOT NULL,
	`state` text NOT NULL,
	`attempts` integer NOT NULL,
	`uncertain` integer NOT NULL,
	`next_attempt_at` integer,
	`reason` text,
	`versions` text,
	`answered_at` integer,
	`settled` integer NOT NULL,
	`unblocked` integer NOT NULL,
	`dismissed_at` integer,
	CONSTRAINT "outbox_state" CHECK("outbox"."state" IN ('queued', 'sending', 'unknown', 'acked', 'rejected', 'held', 'needs_review'))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `outbox_id_unique` ON `outbox` (`id`);--> statement-breakpoint
CREATE INDEX `outbox_open` ON `outbox` (`seq`) WHERE "outbox"."state" <> 'acked' AND "outbox"."dismissed_at" IS NULL;--> statement-breakpoint
CREATE INDEX `outbox_entity` ON `outbox` (`entity_type`,`entity_id`);--> statement-breakpoint
CREATE TABLE `owner` (
	`one` integer PRIMARY KEY NOT NULL,
	`instance` text NOT NULL,
	`pid` integer NOT NULL,
	`boot` text,
	`heartbeat_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `setting` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
) STRICT;
