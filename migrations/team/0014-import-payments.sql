-- The charges themselves, and the function that importers call.

SET LOCAL ROLE crm_owner;

-- New charges, with the event of their making and of the state they came in.
CREATE FUNCTION crm.insert_payments(p_rows crm.import_row[], p_source text) RETURNS uuid[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  made uuid[];
BEGIN
  WITH fresh AS (
    INSERT INTO crm.payment (id, external_id, gateway, gateway_ref, order_ref, application_id, customer_id, email,
        fee_type, payer_id, method, card_fingerprint, card_brand, card_last4, issuer_country, device_id, ip_country,
        region, amount_minor, currency, captured_minor, gateway_refunded_minor, status, raw_code, dispute, group_ref,
        idempotency_key, description, created_at, captured_at)
      SELECT crm.uuid_v7(r.created_at), r.external_id, r.gateway, r.gateway_ref, r.order_ref, a.id,
        coalesce(o.id, k.customer_id, a.customer_id), r.email, r.fee_type, r.payer_id, r.method, r.card_fingerprint,
        r.card_brand, r.card_last4, r.issuer_country, r.device_id, r.ip_country, r.region, r.amount_minor, r.currency,
        CASE r.status WHEN 'captured' THEN r.amount_minor ELSE 0 END, coalesce(r.refunded_minor, 0), r.status,
        r.raw_code, coalesce(r.dispute, 'none'), r.group_ref, r.idempotency_key, r.description, r.created_at,
        CASE r.status WHEN 'captured' THEN coalesce(r.captured_at, r.created_at) END
      FROM unnest(p_rows) r LEFT JOIN crm.application a ON a.application_no = r.application_no
      LEFT JOIN crm.customer o ON o.email_folded = r.email_folded
      LEFT JOIN crm.customer_reference k ON k.value = r.customer_ref
      WHERE NOT EXISTS (SELECT FROM crm.payment p WHERE p.gateway = r.gateway AND p.gateway_ref = r.gateway_ref)
      RETURNING *
  ), noted AS (
    INSERT INTO crm.payment_event (id, payment_id, at, kind, detail)
      SELECT crm.uuid_v7(e.at), f.id, e.at, e.kind, jsonb_strip_nulls(e.detail) || jsonb_build_object('source', p_source)
      FROM fresh f, LATERAL (VALUES
        ('created', f.created_at, '{}'::jsonb, true),
        (CASE f.status WHEN 'expired' THEN 'cancelled' ELSE f.status END, coalesce(f.captured_at, f.created_at),
          jsonb_build_object('amountMinor', f.amount_minor, 'currency', f.currency, 'rawCode', f.raw_code),
          f.status IN ('authorised', 'captured', 'failed', 'cancelled', 'expired')),
        ('refunded', clock_timestamp(),
          jsonb_build_object('refundedMinor', f.gateway_refunded_minor, 'currency', f.currency),
          f.gateway_refunded_minor > 0),
        ('disputed', clock_timestamp(), jsonb_build_object('dispute', f.dispute), f.dispute <> 'none')
      ) e(kind, at, detail, happened)
      WHERE e.happened
  )
  SELECT coalesce(array_agg(f.id), '{}') INTO made FROM fresh f;
  RETURN made;
END $$;

-- Known charges that a row tells something new about, with an event that says what. An older row fills what is unknown
-- and may show that the charge had come further; everything else stays as newer facts have it.
CREATE FUNCTION crm.update_payments(p_rows crm.import_row[], p_as_of timestamptz, p_source text) RETURNS uuid[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  changed uuid[];
BEGIN
  WITH wanted AS MATERIALIZED (
    SELECT p.id, p.status AS old_status, p.gateway_refunded_minor AS old_refunded, p.dispute AS old_dispute,
      coalesce(p.external_id, r.external_id) AS external_id,
      crm.settle(n.is_newer, r.order_ref, p.order_ref) AS order_ref,
      CASE WHEN n.is_newer THEN coalesce(a.id, p.application_id) ELSE coalesce(p.application_id, a.id) END
        AS application_id,
      CASE WHEN n.is_newer THEN coalesce(o.id, p.customer_id, k.customer_id, a.customer_id)
        ELSE coalesce(p.customer_id, o.id, k.customer_id, a.customer_id) END AS customer_id,
      crm.settle(n.is_newer, r.email, p.email) AS email, crm.settle(n.is_newer, r.fee_type, p.fee_type) AS fee_type,
      crm.settle(n.is_newer, r.payer_id, p.payer_id) AS payer_id, crm.settle(n.is_newer, r.method, p.method) AS method,
      crm.settle(n.is_newer, r.card_fingerprint, p.card_fingerprint) AS card_fingerprint,
      crm.settle(n.is_newer, r.card_brand, p.card_brand) AS card_brand,
      crm.settle(n.is_newer, r.card_last4, p.card_last4) AS card_last4,
      crm.settle(n.is_newer, r.issuer_country, p.issuer_country) AS issuer_country,
      crm.settle(n.is_newer, r.device_id, p.device_id) AS device_id,
      crm.settle(n.is_newer, r.ip_country, p.ip_country) AS ip_country,
      crm.settle(n.is_newer, r.region, p.region) AS region, c.amount_minor,
      CASE WHEN n.tells_refunded THEN p.executed_minor + r.refunded_minor - ours.minor ELSE p.gateway_refunded_minor END
        AS gateway_refunded_minor,
      c.status, CASE c.status WHEN 'captured' THEN c.amount_minor ELSE 0 END AS captured_minor,
      crm.settle(n.is_newer, r.raw_code, p.raw_code) AS raw_code,
      CASE WHEN n.tells_dispute THEN r.dispute ELSE p.dispute END AS dispute,
      crm.settle(n.is_newer, r.group_ref, p.group_ref) AS group_ref,
      crm.settle(n.is_newer, r.idempotency_key, p.idempotency_key) AS idempotency_key,
      crm.settle(n.is_newer, r.description, p.description) AS description, c.created_at,
      -- Who does not tell when it was captured leaves the time of its making.
      CASE c.status WHEN 'captured' THEN CASE WHEN n.is_newer THEN coalesce(r.captured_at, c.known_captured, c.created_at)
        ELSE coalesce(c.known_captured, r.captured_at, c.created_at) END END AS captured_at
    FROM unnest(p_rows) r JOIN crm.payment p ON p.gateway = r.gateway AND p.gateway_ref = r.gateway_ref
    LEFT JOIN crm.payment_import m ON m.payment_id = p.id
    LEFT JOIN crm.application a ON a.application_no = r.application_no
    LEFT JOIN crm.customer o ON o.email_folded = r.email_folded
    LEFT JOIN crm.customer_reference k ON k.value = r.customer_ref,
    LATERAL (SELECT p_as_of >= coalesce(m.as_of, '-infinity') AS is_newer,
      r.refunded_minor IS NOT NULL AND p_as_of >= coalesce(m.refunded_as_of, '-infinity') AS tells_refunded,
      r.dispute IS NOT NULL AND p_as_of >= coalesce(m.dispute_as_of, '-infinity') AS tells_dispute) n,
    LATERAL (SELECT CASE WHEN n.is_newer THEN r.amount_minor ELSE p.amount_minor END AS amount_minor,
      CASE WHEN n.is_newer THEN r.created_at ELSE p.created_at END AS created_at,
      nullif(p.captured_at, p.created_at) AS known_captured,
      CASE WHEN crm.payment_progress(r.status) >= crm.payment_progress(p.status) + CASE WHEN n.is_newer THEN 0 ELSE 1 END
        THEN r.status ELSE p.status END AS status) c,
    -- Of the sum that the gateway told, what is ours: refunds that it had accepted by then. A sum too small for all of
    -- them is older than it says, so it holds the earliest.
    LATERAL (SELECT coalesce(max(s.minor), 0) AS minor FROM (
        SELECT sum(f.amount_minor) OVER (ORDER BY f.requested_at, f.id)::bigint AS minor FROM crm.refund f
        WHERE f.payment_id = p.id AND ((crm.executed(f.state) AND f.accepted_at <= p_as_of)
          OR crm.executed((SELECT e.to_state FROM crm.refund_event e WHERE e.refund_id = f.id AND e.at <= p_as_of
            ORDER BY e.at DESC LIMIT 1)))
      ) s WHERE s.minor <= r.refunded_minor) ours
  ), written AS (
    UPDATE crm.payment p SET external_id = w.external_id, order_ref = w.order_ref, application_id = w.application_id,
        customer_id = w.customer_id, email = w.email, fee_type = w.fee_type, payer_id = w.payer_id, method = w.method,
        card_fingerprint = w.card_fingerprint, card_brand = w.card_brand, card_last4 = w.card_last4,
        issuer_country = w.issuer_country, device_id = w.device_id, ip_country = w.ip_country, region = w.region,
        amount_minor = w.amount_minor, captured_minor = w.captured_minor,
        gateway_refunded_minor = w.gateway_refunded_minor, status = w.status, raw_code = w.raw_code,
        dispute = w.dispute, group_ref = w.group_ref, idempotency_key = w.idempotency_key,
        description = w.description, created_at = w.created_at, captured_at = w.captured_at
      FROM wanted w
      WHERE p.id = w.id
        AND (p.external_id, p.order_ref, p.application_id, p.customer_id, p.email, p.fee_type, p.payer_id, p.method,
          p.card_fingerprint, p.card_brand, p.card_last4, p.issuer_country, p.device_id, p.ip_country, p.region,
          p.amount_minor, p.captured_minor, p.gateway_refunded_minor, p.status, p.raw_code, p.dispute, p.group_ref,
          p.idempotency_key, p.description, p.created_at, p.captured_at)
        IS DISTINCT FROM (w.external_id, w.order_ref, w.application_id, w.customer_id, w.email, w.fee_type, w.payer_id,
          w.method, w.card_fingerprint, w.card_brand, w.card_last4, w.issuer_country, w.device_id, w.ip_country,
          w.region, w.amount_minor, w.captured_minor, w.gateway_refunded_minor, w.status, w.raw_code, w.dispute,
          w.group_ref, w.idempotency_key, w.description, w.created_at, w.captured_at)
      RETURNING p.id
  ), noted AS (
    INSERT INTO crm.payment_event (payment_id, at, kind, detail)
      SELECT w.id, clock_timestamp(), e.kind, jsonb_strip_nulls(e.detail) || jsonb_build_object('source', p_source)
      FROM written x JOIN wanted w USING (id), LATERAL (VALUES
        (CASE w.status WHEN 'expired' THEN 'cancelled' ELSE w.status END,
          jsonb_build_object('amountMinor', w.amount_minor, 'rawCode', w.raw_code),
          w.status <> w.old_status AND w.status IN ('authorised', 'captured', 'failed', 'cancelled', 'expired')),
        ('refunded', jsonb_build_object('refundedMinor', w.gateway_refunded_minor),
          w.gateway_refunded_minor <> w.old_refunded),
        ('disputed', jsonb_build_object('dispute', w.dispute), w.dispute <> w.old_dispute),
        ('updated', '{}'::jsonb, (w.gateway_refunded_minor, w.dispute) = (w.old_refunded, w.old_dispute)
          AND (w.status = w.old_status OR w.status IN ('requires_action', 'processing', 'unknown')))
      ) e(kind, detail, happened)
      WHERE e.happened
  )
  SELECT coalesce(array_agg(x.id), '{}') INTO changed FROM written x;
  RETURN changed;
END $$;

-- An export tells the outcome of a charge, not its single tries: one attempt, kept up to date.
CREATE FUNCTION crm.import_attempts(p_payments uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO crm.payment_attempt AS t (id, payment_id, n, at, outcome, raw_code)
    SELECT crm.uuid_v7(p.created_at), p.id, 1, p.created_at,
      CASE p.status WHEN 'captured' THEN 'succeeded' WHEN 'expired' THEN 'cancelled' WHEN 'processing' THEN 'unknown'
        ELSE p.status END, p.raw_code
    FROM crm.payment p WHERE p.id = ANY (p_payments) AND p.status <> 'created'
    ON CONFLICT (payment_id, n) DO UPDATE SET at = EXCLUDED.at, outcome = EXCLUDED.outcome, raw_code = EXCLUDED.raw_code
      WHERE (EXCLUDED.at, EXCLUDED.outcome, EXCLUDED.raw_code) IS DISTINCT FROM (t.at, t.outcome, t.raw_code);
END $$;

-- Our own refund changes what the gateway counts. Exports tell it later, or told it before we knew: of one that the
-- gateway had accepted as of the latest export, the sum is right already.
CREATE FUNCTION crm.own_refund_moved() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.executed_minor > OLD.executed_minor
    AND (SELECT max(f.accepted_at) FROM crm.refund f WHERE f.payment_id = NEW.id AND crm.executed(f.state))
      <= (SELECT m.refunded_as_of FROM crm.payment_import m WHERE m.payment_id = NEW.id)
  THEN
    NEW.gateway_refunded_minor := greatest(NEW.gateway_refunded_minor, NEW.executed_minor);
  ELSE
    NEW.gateway_refunded_minor := NEW.gateway_refunded_minor + NEW.executed_minor - OLD.executed_minor;
  END IF;
  -- The same row would now say something else.
  UPDATE crm.payment_import m SET hashes = '{}' WHERE m.payment_id = NEW.id;
  RETURN NEW;
END $$;
CREATE TRIGGER own_refund BEFORE UPDATE OF executed_minor ON crm.payment FOR EACH ROW
  WHEN (NEW.executed_minor <> OLD.executed_minor) EXECUTE FUNCTION crm.own_refund_moved();

-- One pass over rows of different charges. counts: {inserted, updated}; bad: [{index, reason}].
CREATE FUNCTION crm.import_pass(p_rows crm.import_row[], p_as_of timestamptz, p_source text, OUT inserted int,
  OUT updated int, OUT bad jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  rest crm.import_row[];
  -- Without older rows that tell of somebody or something else than what newer ones have linked.
  of_customers crm.import_row[];
  of_applications crm.import_row[];
  made uuid[];
  touched uuid[];
  identified uuid[];
  applied text[];
BEGIN
  WITH judged AS (
    SELECT r, n.is_newer OR p.customer_id IS NULL OR coalesce(o.id, k.customer_id) = p.customer_id AS of_customer,
      n.is_newer OR p.application_id IS NULL OR a.id = p.application_id AS of_application,
      CASE WHEN p.currency <> r.currency THEN 'currency-mismatch'
        WHEN n.is_newer AND p.refunded_minor > CASE WHEN 'captured' IN (r.status, p.status) THEN r.amount_minor ELSE 0 END
          THEN 'captured-below-refunded' END AS reason
    FROM unnest(p_rows) r LEFT JOIN crm.payment p ON p.gateway = r.gateway AND p.gateway_ref = r.gateway_ref
    LEFT JOIN crm.payment_import m ON m.payment_id = p.id
    LEFT JOIN crm.application a ON a.application_no = r.application_no
    LEFT JOIN crm.customer o ON o.email_folded = r.email_folded
    LEFT JOIN crm.customer_reference k ON k.value = r.customer_ref,
    LATERAL (SELECT p_as_of >= coalesce(m.as_of, '-infinity') AS is_newer) n
  )
  SELECT array_agg(j.r) FILTER (WHERE j.reason IS NULL), array_agg(j.r) FILTER (WHERE j.reason IS NULL AND j.of_customer),
      array_agg(j.r) FILTER (WHERE j.reason IS NULL AND j.of_application),
      coalesce(jsonb_agg(jsonb_build_object('index', (j.r).idx, 'reason', j.reason))
        FILTER (WHERE j.reason IS NOT NULL), '[]')
    INTO rest, of_customers, of_applications, bad FROM judged j;
  inserted := 0;
  updated := 0;
  IF rest IS NULL THEN
    RETURN;
  END IF;
  PERFORM crm.import_customers(of_customers);
  applied := crm.import_applications(of_applications, p_as_of);
  touched := crm.update_payments(rest, p_as_of, p_source);
  made := crm.insert_payments(rest, p_source);
  PERFORM crm.import_attempts(made || touched);
  identified := crm.import_identifiers(rest);
  PERFORM crm.remember_import(rest, p_as_of);
  SELECT count(*) FILTER (WHERE p.id = ANY (made)),
      count(*) FILTER (WHERE p.id <> ALL (made)
        AND (p.id = ANY (touched) OR p.id = ANY (identified) OR r.application_no = ANY (applied)))
    INTO inserted, updated
    FROM unnest(rest) r JOIN crm.payment p ON p.gateway = r.gateway AND p.gateway_ref = r.gateway_ref;
END $$;

-- p_as_of: as of when the rows' facts hold, at the latest now; null: now.
CREATE FUNCTION api.import_payments(p_source text, p_as_of timestamptz, p_rows jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  as_of timestamptz;
  parsed crm.import_row[];
  news crm.import_row[];
  good crm.import_row[];
  bad jsonb;
  pass record;
  inserted int := 0;
  updated int := 0;
  unchanged int;
BEGIN
  PERFORM crm.require_read_committed();
  IF NOT EXISTS (SELECT FROM crm.staff s WHERE s.login = session_user AND s.active
    AND s.role IN ('supervisor', 'admin', 'hub'))
  THEN
    RAISE EXCEPTION USING ERRCODE = 'CR403', MESSAGE = 'forbidden';
  END IF;
  -- One import at a time: two would match against each other's half-made customers.
  PERFORM FROM crm.import_gate FOR UPDATE;
  as_of := least(p_as_of, clock_timestamp());
  parsed := crm.parse_import(p_rows);
  SELECT coalesce(jsonb_agg(jsonb_build_object('index', r.idx, 'reason', r.reason)), '[]') INTO bad
    FROM unnest(parsed) r WHERE r.reason IS NOT NULL;
  SELECT crm.import_news(array_agg(r), as_of) INTO news FROM unnest(parsed) r WHERE r.reason IS NULL;
  -- A charge may occur twice in a batch (a webhook delivered twice makes two rows): one pass per occurrence.
  FOR turn IN 1 .. coalesce((SELECT max(r.occurrence) FROM unnest(news) r), 0) LOOP
    SELECT array_agg(r) INTO good FROM unnest(news) r WHERE r.occurrence = turn;
    CONTINUE WHEN good IS NULL;
    SELECT * INTO pass FROM crm.import_pass(good, as_of, left(p_source, 64));
    inserted := inserted + pass.inserted;
    updated := updated + pass.updated;
    bad := bad || pass.bad;
  END LOOP;
  unchanged := coalesce(cardinality(parsed), 0) - inserted - updated - jsonb_array_length(bad);
  PERFORM audit.write('payments.import', NULL, jsonb_build_object('source', left(p_source, 64), 'asOf', wire.ms(as_of),
    'inserted', inserted, 'updated', updated, 'unchanged', unchanged, 'bad', jsonb_array_length(bad)));
  RETURN jsonb_build_object('inserted', inserted, 'updated', updated, 'unchanged', unchanged, 'bad', bad);
END $$;

GRANT EXECUTE ON FUNCTION api.import_payments(text, timestamptz, jsonb) TO crm_user, crm_hub;
