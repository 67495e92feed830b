CREATE TABLE `attachment` (
	`local_id` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`ver` integer NOT NULL,
	`message_id` text NOT NULL,
	`ticket_id` text NOT NULL,
	`team` integer NOT NULL,
	`name` text NOT NULL,
	`type` text NOT NULL,
	`size` integer NOT NULL,
	`hash` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `attachment_id_unique` ON `attachment` (`id`);--> statement-breakpoint
CREATE INDEX `attachment_message` ON `attachment` (`message_id`);--> statement-breakpoint
CREATE TABLE `message_place` (
	`message` integer PRIMARY KEY NOT NULL,
	`place` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `message_place_place_unique` ON `message_place` (`place`);--> statement-breakpoint
CREATE TABLE `ticket_count` (
	`shelf` integer NOT NULL,
	`owned` integer NOT NULL,
	`channel` text NOT NULL,
	`language` text NOT NULL,
	`country` text NOT NULL,
	`gateway` text NOT NULL,
	`tickets` integer NOT NULL,
	PRIMARY KEY(`shelf`, `owned`, `channel`, `language`, `country`, `gateway`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `ticket_tag` (
	`tag` text NOT NULL,
	`ticket` integer NOT NULL,
	PRIMARY KEY(`tag`, `ticket`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
-- By hand: words of messages. It keeps no texts, only which words stand at which place (message_place); what is removed
-- is wiped from it at once. drizzle-kit does not know virtual tables.
CREATE VIRTUAL TABLE `message_words` USING fts5(
	`words`, content='', columnsize=0, detail=none, tokenize='unicode61 remove_diacritics 2'
);
--> statement-breakpoint
INSERT INTO `message_words`(`message_words`, `rank`) VALUES ('secure-delete', 1);--> statement-breakpoint
-- By hand instead of ALTER TABLE: the new columns have values only in the team database, so what was here of tickets
-- and messages goes, and everything is read again.
DROP TABLE `message`;--> statement-breakpoint
CREATE TABLE `message` (
	`local_id` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`ver` integer NOT NULL,
	`ticket_id` text NOT NULL,
	`team` integer NOT NULL,
	`at` integer NOT NULL,
	`direction` text NOT NULL,
	`kind` text NOT NULL,
	`author` text NOT NULL,
	`body` text NOT NULL,
	`language` text,
	`call_seconds` integer,
	`delivery` text NOT NULL,
	`delivery_reason` text
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `message_id_unique` ON `message` (`id`);--> statement-breakpoint
CREATE INDEX `message_ticket` ON `message` (`ticket_id`,`at`,`id`);--> statement-breakpoint
DROP TABLE `ticket`;--> statement-breakpoint
CREATE TABLE `ticket` (
	`local_id` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`ver` integer NOT NULL,
	`number` integer NOT NULL,
	`customer_id` text,
	`payment_id` text,
	`team` integer NOT NULL,
	`subject` text NOT NULL,
	`status` text NOT NULL,
	`channel` text NOT NULL,
	`language` text,
	`country` text,
	`gateway` text,
	`assignee` text,
	`priority` text NOT NULL,
	`tags` text NOT NULL,
	`snoozed_until` integer,
	`last_message_at` integer,
	`last_direction` text,
	`last_preview` text NOT NULL,
	`waiting_since` integer,
	`due_at` integer,
	`attachment_count` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`shelf` integer NOT NULL,
	`newest_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `ticket_id_unique` ON `ticket` (`id`);--> statement-breakpoint
CREATE INDEX `ticket_number` ON `ticket` (`number`);--> statement-breakpoint
CREATE INDEX `ticket_customer` ON `ticket` (`customer_id`) WHERE "ticket"."customer_id" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `ticket_payment` ON `ticket` (`payment_id`) WHERE "ticket"."payment_id" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `ticket_due` ON `ticket` (`due_at`,`snoozed_until`,`assignee`,`channel`,`language`,`country`,`gateway`) WHERE "ticket"."due_at" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `ticket_waiting` ON `ticket` (`waiting_since`,`due_at`,`snoozed_until`,`assignee`,`channel`,`language`,`country`,`gateway`) WHERE "ticket"."waiting_since" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `ticket_shelf` ON `ticket` (`shelf`,`newest_at`,`due_at`,`snoozed_until`,`assignee`,`channel`,`language`,`country`,`gateway`);--> statement-breakpoint
CREATE INDEX `ticket_newest` ON `ticket` (`newest_at`,`shelf`,`channel`,`language`,`country`,`gateway`);--> statement-breakpoint
CREATE INDEX `ticket_mine` ON `ticket` (`assignee`,`due_at`,`waiting_since`,`newest_at`,`snoozed_until`,`channel`,`language`,`country`,`gateway`) WHERE "ticket"."status" = 'open' AND "ticket"."assignee" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `ticket_snoozed` ON `ticket` (`snoozed_until`,`shelf`,`assignee`) WHERE "ticket"."snoozed_until" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `application_customer` ON `application` (`customer_id`,`created_at`) WHERE "application"."customer_id" IS NOT NULL;
--> statement-breakpoint
-- An index that a first sync had taken away belongs to a table; those of the two tables above are there already.
CREATE TABLE `__new_deferred_index` (
	`name` text PRIMARY KEY NOT NULL,
	`table_name` text NOT NULL,
	`definition` text NOT NULL
) STRICT;
--> statement-breakpoint
INSERT INTO `__new_deferred_index`(`name`, `table_name`, `definition`)
SELECT `name`, substr(`place`, 1, instr(`place`, '`') - 1), `definition`
FROM (SELECT *, substr(`definition`, instr(`definition`, ' ON `') + 5) AS `place` FROM `deferred_index`)
WHERE substr(`place`, 1, instr(`place`, '`') - 1) NOT IN ('ticket', 'message');--> statement-breakpoint
DROP TABLE `deferred_index`;--> statement-breakpoint
ALTER TABLE `__new_deferred_index` RENAME TO `deferred_index`;--> statement-breakpoint
DELETE FROM `shadow` WHERE `table_name` IN ('ticket', 'message');--> statement-breakpoint
DELETE FROM `sync_state` WHERE `name` IN ('position', 'fullSync', 'confirmedAt');
