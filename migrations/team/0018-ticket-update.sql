-- Changing a ticket's fields. Each says what the person saw: if it is another value by now, nothing at all is changed.

SET LOCAL ROLE crm_owner;

-- A list of tags (tagSchema of shared/domains/tickets/entity.ts) sorted, each once; null if it is none.
CREATE FUNCTION crm.tags_of(p_value jsonb) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  edge CONSTANT text := '[^,' || crm.spaces() || ']';
BEGIN
  IF p_value IS NULL OR p_value = 'null' THEN
    RETURN '{}';
  END IF;
  IF jsonb_typeof(p_value) <> 'array' OR EXISTS (SELECT FROM jsonb_array_elements(p_value) e
    WHERE jsonb_typeof(e) <> 'string' OR length(e #>> '{}') > 40
      OR e #>> '{}' !~ ('^' || edge || '(?:[^,\n]*' || edge || ')?$'))
  THEN
    RETURN NULL;
  END IF;
  RETURN ARRAY(SELECT DISTINCT e COLLATE "C" FROM jsonb_array_elements_text(p_value) e ORDER BY 1);
END $$;

-- Does this login work for the team? Nobody else can be given its tickets.
CREATE FUNCTION crm.works_for(p_login text, p_team int) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM crm.staff s WHERE s.login = p_login AND s.active AND s.role IN ('agent', 'supervisor')
    AND p_team = ANY (s.teams));
END $$;

-- The values after a command's changes, by their names in it: p_now with each `to` whose `from` is what p_now has.
CREATE FUNCTION crm.changed_fields(p_now jsonb, p_payload jsonb) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  field text;
  pair jsonb;
  result jsonb := p_now;
BEGIN
  FOR field, pair IN SELECT * FROM jsonb_each(p_payload) WHERE p_now ? key LOOP
    PERFORM crm.check_keys(pair, ARRAY['from', 'to']);
    IF NOT pair ?& ARRAY['from', 'to'] THEN
      PERFORM crm.refuse('invalid');
    END IF;
    IF pair -> 'from' <> p_now -> field THEN
      PERFORM crm.refuse('stale');
    END IF;
    result := jsonb_set(result, ARRAY[field], pair -> 'to');
  END LOOP;
  RETURN result;
END $$;

-- A ticket's tags after a command: what two people add and take away merges.
CREATE FUNCTION crm.merged_tags(p_tags text[], p_payload jsonb) RETURNS text[]
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  added text[] := crm.tags_of(p_payload -> 'addTags');
  removed text[] := crm.tags_of(p_payload -> 'removeTags');
  merged text[] := ARRAY(SELECT DISTINCT t COLLATE "C" FROM unnest(p_tags || added) t
    WHERE t <> ALL (removed) ORDER BY 1);
BEGIN
  IF added IS NULL OR removed IS NULL OR greatest(cardinality(added), cardinality(removed)) > 20
    OR cardinality(merged) > 50
  THEN
    PERFORM crm.refuse('invalid');
  END IF;
  RETURN merged;
END $$;

CREATE FUNCTION crm.ticket_update(p_staff crm.staff, p_payload jsonb) RETURNS crm.command_effect
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  before crm.ticket;
  made crm.ticket;
  fields jsonb;
BEGIN
  before := crm.lock_ticket(p_staff, p_payload, ARRAY['status', 'assignee', 'priority', 'snoozedUntil', 'customerId',
    'paymentId', 'subject', 'addTags', 'removeTags']);
  PERFORM crm.check_not_closed(before);
  fields := crm.changed_fields(jsonb_build_object('status', before.status, 'assignee', before.assignee,
    'priority', before.priority, 'snoozedUntil', wire.ms(before.snoozed_until), 'customerId', before.customer_id,
    'paymentId', before.payment_id, 'subject', before.subject), p_payload);
  made := before;
  made.status := fields ->> 'status';
  made.assignee := fields ->> 'assignee';
  made.priority := fields ->> 'priority';
  made.customer_id := (fields ->> 'customerId')::uuid;
  made.payment_id := (fields ->> 'paymentId')::uuid;
  made.tags := crm.merged_tags(before.tags, p_payload);
  IF p_payload ? 'snoozedUntil' THEN
    made.snoozed_until := to_timestamp((fields ->> 'snoozedUntil')::bigint / 1000.0);
  END IF;
  IF p_payload ? 'subject' THEN
    made.subject := crm.text_of(fields, 'subject', 1, 300);
  END IF;
  IF made.assignee IS NOT NULL AND made.assignee IS DISTINCT FROM before.assignee
    AND NOT crm.works_for(made.assignee, before.team)
  THEN
    PERFORM crm.refuse('forbidden');
  END IF;
  PERFORM crm.check_exists(made.customer_id, made.payment_id);
  -- Opened again, the customer's last word still waits for an answer.
  IF made.status = 'open' AND before.status <> 'open' AND before.last_direction = 'in' THEN
    made.waiting_since := before.last_message_at;
  END IF;
  -- What changes nothing leaves no trace.
  IF made IS DISTINCT FROM before THEN
    UPDATE crm.ticket t SET status = made.status, assignee = made.assignee, priority = made.priority,
      snoozed_until = made.snoozed_until, customer_id = made.customer_id, payment_id = made.payment_id,
      subject = made.subject, tags = made.tags, waiting_since = made.waiting_since WHERE t.id = before.id;
  END IF;
  RETURN crm.ticket_effect(before.id, before, NULL);
END $$;
