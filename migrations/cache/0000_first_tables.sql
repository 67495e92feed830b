CREATE TABLE `application` (
	`local_id` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`ver` integer NOT NULL,
	`application_no` text NOT NULL,
	`customer_id` text,
	`applicant_name` text,
	`applicant_doc` text,
	`nationality` text,
	`destination` text,
	`visa_type` text,
	`status` text,
	`group_ref` text,
	`created_at` integer NOT NULL,
	`folded` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `application_id_unique` ON `application` (`id`);--> statement-breakpoint
CREATE INDEX `application_folded` ON `application` (`folded`);--> statement-breakpoint
CREATE TABLE `customer` (
	`local_id` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`ver` integer NOT NULL,
	`name` text,
	`email` text,
	`phone` text,
	`country` text,
	`language` text,
	`created_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `customer_id_unique` ON `customer` (`id`);--> statement-breakpoint
CREATE INDEX `customer_email` ON `customer` (lower("email")) WHERE "customer"."email" IS NOT NULL;--> statement-breakpoint
CREATE TABLE `customer_word` (
	`word` text NOT NULL,
	`customer` integer NOT NULL,
	PRIMARY KEY(`word`, `customer`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `deferred_index` (
	`name` text PRIMARY KEY NOT NULL,
	`definition` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `duplicate_pair` (
	`a` text NOT NULL,
	`b` text NOT NULL,
	`verdict` text NOT NULL,
	`cause` text,
	`refund` text,
	`evidence` text NOT NULL,
	`judged_at` integer NOT NULL,
	`at` integer NOT NULL,
	`arrived_at` integer,
	`scan` integer NOT NULL,
	PRIMARY KEY(`a`, `b`)
) STRICT;
--> statement-breakpoint
CREATE INDEX `duplicate_pair_b` ON `duplicate_pair` (`b`);--> statement-breakpoint
CREATE INDEX `duplicate_pair_open` ON `duplicate_pair` (`at`) WHERE "duplicate_pair"."refund" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `duplicate_pair_arrived` ON `duplicate_pair` (`arrived_at`) WHERE "duplicate_pair"."arrived_at" IS NOT NULL;--> statement-breakpoint
CREATE TABLE `fee_component` (
	`local_id` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`ver` integer NOT NULL,
	`application_id` text NOT NULL,
	`kind` text NOT NULL,
	`amount_minor` integer NOT NULL,
	`currency` text NOT NULL,
	`refundable` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `fee_component_id_unique` ON `fee_component` (`id`);--> statement-breakpoint
CREATE INDEX `fee_component_application` ON `fee_component` (`application_id`);--> statement-breakpoint
CREATE TABLE `fee_count` (
	`currency` text NOT NULL,
	`amount_minor` integer NOT NULL,
	`payments` integer NOT NULL,
	PRIMARY KEY(`currency`, `amount_minor`)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `identifier` (
	`local_id` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`ver` integer NOT NULL,
	`payment_id` text NOT NULL,
	`kind` text NOT NULL,
	`value` text NOT NULL,
	`folded` text NOT NULL,
	`reversed` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `identifier_id_unique` ON `identifier` (`id`);--> statement-breakpoint
CREATE INDEX `identifier_payment` ON `identifier` (`payment_id`);--> statement-breakpoint
CREATE INDEX `identifier_folded` ON `identifier` (`folded`);--> statement-breakpoint
CREATE INDEX `identifier_reversed` ON `identifier` (`reversed`);--> statement-breakpoint
CREATE TABLE `judge_queue` (
	`payment_id` text PRIMARY KEY NOT NULL,
	`spread` integer NOT NULL
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `judge_queue_spread` ON `judge_queue` (`spread`);--> statement-breakpoint
CREATE TABLE `message` (
	`local_id` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`ver` integer NOT NULL,
	`ticket_id` text NOT NULL,
	`team` integer NOT NULL,
	`at` integer NOT NULL,
	`direction` text NOT NULL,
	`author` text NOT NULL,
	`body` text NOT NULL,
	`language` text
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `message_id_unique` ON `message` (`id`);--> statement-breakpoint
CREATE TABLE `payment_attempt` (
	`local_id` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`ver` integer NOT NULL,
	`payment_id` text NOT NULL,
	`n` integer NOT NULL,
	`at` integer NOT NULL,
	`outcome` text NOT NULL,
	`raw_code` text
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `payment_attempt_id_unique` ON `payment_attempt` (`id`);--> statement-breakpoint
CREATE INDEX `payment_attempt_payment` ON `payment_attempt` (`payment_id`);--> statement-breakpoint
CREATE TABLE `payment_event` (
	`local_id` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`ver` integer NOT NULL,
	`payment_id` text NOT NULL,
	`at` integer NOT NULL,
	`kind` text NOT NULL,
	`detail` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `payment_event_id_unique` ON `payment_event` (`id`);--> statement-breakpoint
CREATE INDEX `payment_event_payment` ON `payment_event` (`payment_id`);--> statement-breakpoint
CREATE TABLE `payment` (
	`local_id` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`ver` integer NOT NULL,
	`external_id` text,
	`gateway` text NOT NULL,
	`gateway_ref` text NOT NULL,
	`order_ref` text,
	`application_id` text,
	`customer_id` text,
	`email` text,
	`fee_type` text,
	`payer_id` text,
	`method` text,
	`card_fingerprint` text,
	`card_brand` text,
	`card_last4` text,
	`issuer_country` text,
	`device_id` text,
	`ip_country` text,
	`region` text,
	`amount_minor` integer NOT NULL,
	`currency` text NOT NULL,
	`captured_minor` integer NOT NULL,
	`external_refunded_minor` integer NOT NULL,
	`refunded_minor` integer NOT NULL,
	`status` text NOT NULL,
	`raw_code` text,
	`dispute` text NOT NULL,
	`group_ref` text,
	`idempotency_key` text,
	`description` text,
	`created_at` integer NOT NULL,
	`captured_at` integer
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `payment_id_unique` ON `payment` (`id`);--> statement-breakpoint
CREATE INDEX `payment_created` ON `payment` (`created_at`);--> statement-breakpoint
CREATE INDEX `payment_customer` ON `payment` (`customer_id`,`created_at`) WHERE "payment"."customer_id" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `payment_application` ON `payment` (`application_id`,`created_at`) WHERE "payment"."application_id" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `payment_order` ON `payment` (lower("order_ref"),`created_at`) WHERE "payment"."order_ref" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `payment_fingerprint` ON `payment` (`card_fingerprint`,`created_at`) WHERE "payment"."card_fingerprint" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `payment_payer` ON `payment` (`payer_id`,`created_at`) WHERE "payment"."payer_id" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `payment_email` ON `payment` (lower("email"),`created_at`) WHERE "payment"."email" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `payment_device` ON `payment` (`device_id`,`created_at`) WHERE "payment"."device_id" IS NOT NULL;--> statement-breakpoint
CREATE TABLE `quarantine` (
	`table_name` text NOT NULL,
	`row_id` text NOT NULL,
	`reason` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`table_name`, `row_id`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `refund_event` (
	`local_id` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`ver` integer NOT NULL,
	`refund_id` text NOT NULL,
	`team` integer NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`from_state` text,
	`to_state` text NOT NULL,
	`detail` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `refund_event_id_unique` ON `refund_event` (`id`);--> statement-breakpoint
CREATE INDEX `refund_event_refund` ON `refund_event` (`refund_id`);--> statement-breakpoint
CREATE TABLE `refund` (
	`local_id` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`ver` integer NOT NULL,
	`payment_id` text NOT NULL,
	`team` integer NOT NULL,
	`amount_minor` integer NOT NULL,
	`currency` text NOT NULL,
	`reason` text NOT NULL,
	`note` text NOT NULL,
	`evidence` text NOT NULL,
	`state` text NOT NULL,
	`requested_by` text NOT NULL,
	`requested_person` text NOT NULL,
	`requested_at` integer NOT NULL,
	`review_due_at` integer NOT NULL,
	`decided_by` text,
	`decided_person` text,
	`decided_at` integer,
	`decision_reason` text,
	`send_no` integer NOT NULL,
	`gateway_refund_ref` text,
	`accepted_at` integer,
	`arrival_earliest` text,
	`arrival_latest` text,
	`arrival_country` text,
	`arrival_estimate` integer,
	`arrival_rule` text,
	`failure_reason` text,
	`arn` text,
	`updated_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `refund_id_unique` ON `refund` (`id`);--> statement-breakpoint
CREATE INDEX `refund_payment` ON `refund` (`payment_id`);--> statement-breakpoint
CREATE INDEX `refund_state` ON `refund` (`state`,`review_due_at`);--> statement-breakpoint
CREATE INDEX `refund_requested` ON `refund` (`requested_at`);--> statement-breakpoint
CREATE INDEX `refund_mine` ON `refund` (`requested_by`,`requested_at`);--> statement-breakpoint
CREATE INDEX `refund_arn` ON `refund` (`arn`) WHERE "refund"."arn" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `refund_gateway_ref` ON `refund` (`gateway_refund_ref`) WHERE "refund"."gateway_refund_ref" IS NOT NULL;--> statement-breakpoint
CREATE TABLE `shadow` (
	`table_name` text NOT NULL,
	`row_id` text NOT NULL,
	`row` text,
	`ver` integer NOT NULL,
	PRIMARY KEY(`table_name`, `row_id`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `staff` (
	`local_id` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`ver` integer NOT NULL,
	`login` text NOT NULL,
	`person_id` text NOT NULL,
	`name` text NOT NULL,
	`role` text NOT NULL,
	`teams` text NOT NULL,
	`approve_limits` text NOT NULL,
	`active` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `staff_id_unique` ON `staff` (`id`);--> statement-breakpoint
CREATE TABLE `sync_state` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
) STRICT;
--> statement-breakpoint
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
	`assignee` text,
	`priority` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `ticket_id_unique` ON `ticket` (`id`);--> statement-breakpoint
CREATE INDEX `ticket_number` ON `ticket` (`number`);--> statement-breakpoint
CREATE INDEX `ticket_customer` ON `ticket` (`customer_id`) WHERE "ticket"."customer_id" IS NOT NULL;--> statement-breakpoint
CREATE INDEX `ticket_payment` ON `ticket` (`payment_id`) WHERE "ticket"."payment_id" IS NOT NULL;