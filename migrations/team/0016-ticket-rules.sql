-- What a ticket knows of itself: its last message, who waits and until when, its customer's country. Kept in the
-- transaction that brings it about, one change of the ticket for each statement however many messages that adds.

SET LOCAL ROLE crm_owner;

-- The same as responseTarget of shared/domains/tickets/deadline.ts; a test compares them.
CREATE FUNCTION crm.response_target(p_priority text, p_channel text) RETURNS interval LANGUAGE sql IMMUTABLE
RETURN least(
  CASE p_priority WHEN 'urgent' THEN interval '30 minutes' WHEN 'high' THEN interval '2 hours'
    WHEN 'normal' THEN interval '8 hours' WHEN 'low' THEN interval '24 hours' END,
  CASE p_channel WHEN 'chat' THEN interval '10 minutes' END);

-- What JavaScript takes for a space (\s), to stand between brackets of a pattern. PostgreSQL has ideas of its own.
CREATE FUNCTION crm.spaces() RETURNS text LANGUAGE sql IMMUTABLE
RETURN ' \t\n\v\f\r\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000\uFEFF';

-- The same as previewOf of shared/domains/tickets/preview.ts; a test compares them.
CREATE FUNCTION crm.preview_of(p_body text) RETURNS text LANGUAGE sql IMMUTABLE
RETURN left(btrim(regexp_replace(regexp_replace(p_body, '^>.*$', '', 'gn'),
  '[' || crm.spaces() || ']+', ' ', 'g')), 200);

CREATE FUNCTION crm.derive_ticket() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- OLD is null for a new ticket: what that was given stays where customer or payment know nothing better.
  IF NEW.customer_id IS DISTINCT FROM OLD.customer_id THEN
    NEW.country := coalesce((SELECT c.country FROM crm.customer c WHERE c.id = NEW.customer_id), NEW.country);
  END IF;
  IF NEW.payment_id IS DISTINCT FROM OLD.payment_id THEN
    NEW.gateway := (SELECT p.gateway FROM crm.payment p WHERE p.id = NEW.payment_id);
  END IF;
  IF NEW.status <> 'open' THEN
    NEW.waiting_since := NULL;
  END IF;
  NEW.due_at := NEW.waiting_since + crm.response_target(NEW.priority, NEW.channel);
  RETURN NEW;
END $$;
CREATE TRIGGER derive BEFORE INSERT OR UPDATE ON crm.ticket FOR EACH ROW EXECUTE FUNCTION crm.derive_ticket();

-- Messages were added. The customer waits since the oldest message that nobody has answered, by letter or by phone;
-- what lay unanswered when somebody put the ticket aside does not come back with the next message.
CREATE FUNCTION crm.messages_added() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- A statement of its own, and before anything is read: the next one sees what others have added by then. In order of
  -- id, so that two who add to the same tickets do not wait for each other.
  PERFORM FROM crm.ticket t WHERE t.id IN (SELECT a.ticket_id FROM added a WHERE a.direction <> 'note')
    ORDER BY t.id FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  WITH arrived AS (
    SELECT a.ticket_id, min(a.at) FILTER (WHERE a.direction = 'in' AND a.kind = 'message') AS first_in,
      (array_agg(a.sets_status ORDER BY a.at DESC, a.id DESC) FILTER (WHERE a.sets_status IS NOT NULL))[1] AS status,
      (array_agg(a.author ORDER BY a.at, a.id) FILTER (WHERE a.sets_status IS NOT NULL AND a.direction = 'out'))[1]
        AS taker
    FROM added a WHERE a.direction <> 'note' GROUP BY a.ticket_id
  ), news AS (
    SELECT n.*, last.at AS last_at, last.direction AS last_direction, crm.preview_of(last.body) AS preview,
      (SELECT min(m.at) FROM crm.message m
        WHERE m.ticket_id = n.ticket_id AND m.direction = 'in' AND m.kind = 'message'
          AND m.at >= least(t.waiting_since, n.first_in)
          AND (answer.id IS NULL OR (m.at, m.id) > (answer.at, answer.id))) AS waiting_since
    FROM arrived n JOIN crm.ticket t ON t.id = n.ticket_id
    CROSS JOIN LATERAL (SELECT m.at, m.direction, m.body FROM crm.message m
      WHERE m.ticket_id = n.ticket_id AND m.direction <> 'note' ORDER BY m.at DESC, m.id DESC LIMIT 1) last
    LEFT JOIN LATERAL (SELECT m.at, m.id FROM crm.message m
      WHERE m.ticket_id = n.ticket_id AND (m.direction = 'out' OR m.kind = 'call')
      ORDER BY m.at DESC, m.id DESC LIMIT 1) answer ON true
  )
  UPDATE crm.ticket t SET last_message_at = n.last_at, last_direction = n.last_direction, last_preview = n.preview,
    waiting_since = n.waiting_since, status = coalesce(n.status, t.status), assignee = coalesce(t.assignee, n.taker),
    snoozed_until = CASE WHEN n.status IS NULL THEN t.snoozed_until END
    FROM news n WHERE t.id = n.ticket_id;
  RETURN NULL;
END $$;
CREATE TRIGGER added AFTER INSERT ON crm.message REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION crm.messages_added();

CREATE FUNCTION crm.attachments_added() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE crm.ticket t SET attachment_count = t.attachment_count + n.count
    FROM (SELECT a.ticket_id, count(*) AS count FROM added a GROUP BY a.ticket_id) n WHERE t.id = n.ticket_id;
  RETURN NULL;
END $$;
CREATE TRIGGER added AFTER INSERT ON crm.attachment REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION crm.attachments_added();

-- A customer's country has become known or is another one: the tickets follow.
CREATE FUNCTION crm.customers_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  moved uuid[];
BEGIN
  SELECT array_agg(n.id) INTO moved FROM new_rows n JOIN old_rows o USING (id)
    WHERE n.country <> coalesce(o.country, '');
  IF moved IS NOT NULL THEN
    UPDATE crm.ticket t SET country = c.country FROM crm.customer c
      WHERE t.customer_id = ANY (moved) AND c.id = t.customer_id AND t.country IS DISTINCT FROM c.country;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER moved AFTER UPDATE ON crm.customer REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION crm.customers_changed();
