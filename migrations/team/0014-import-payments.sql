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
        idempotency_key, description, created_at, captured_at, import_hash)
      SELECT crm.uuid_v7(r.created_at), r.external_id, r.gateway, r.gateway_ref, r.order_ref, a.id,
        coalesce(o.id, k.customer_id, a.customer_id), r.email, r.fee_type, r.payer_id, r.method, r.card_fingerprint,
        r.card_brand, r.card_last4, r.issuer_country, r.device_id, r.ip_country, r.region, r.amount_minor, r.currency,
        CASE r.status WHEN 'captured' THEN r.amount_minor ELSE 0 END, coalesce(r.refunded_minor, 0), r.status,
        r.raw_code, coalesce(r.dispute, 'none'), r.group_ref, r.idempotency_key, r.description, r.created_at,
        CASE r.status WHEN 'captured' THEN coalesce(r.captured_at, r.created_at) END, r.hash
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

-- Known charges that a row tells something new about, with an event that says what.
CREATE FUNCTION crm.update_payments(p_rows crm.import_row[], p_source text) RETURNS uuid[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  changed uuid[];
BEGIN
  WITH wanted AS MATERIALIZED (
    SELECT p.id, p.status AS old_status, p.gateway_refunded_minor AS old_refunded, p.dispute AS old_dispute, r.hash,
      coalesce(p.external_id, r.external_id) AS external_id, coalesce(r.order_ref, p.order_ref) AS order_ref,
      coalesce(a.id, p.application_id) AS application_id,
      coalesce(o.id, p.customer_id, k.customer_id, a.customer_id) AS customer_id, coalesce(r.email, p.email) AS email,
      coalesce(r.fee_type, p.fee_type) AS fee_type, coalesce(r.payer_id, p.payer_id) AS payer_id,
      coalesce(r.method, p.method) AS method, coalesce(r.card_fingerprint, p.card_fingerprint) AS card_fingerprint,
      coalesce(r.card_brand, p.card_brand) AS card_brand, coalesce(r.card_last4, p.card_last4) AS card_last4,
      coalesce(r.issuer_country, p.issuer_country) AS issuer_country, coalesce(r.device_id, p.device_id) AS device_id,
      coalesce(r.ip_country, p.ip_country) AS ip_country, coalesce(r.region, p.region) AS region, r.amount_minor,
      coalesce(r.refunded_minor, p.gateway_refunded_minor) AS gateway_refunded_minor, s.status,
      CASE s.status WHEN 'captured' THEN r.amount_minor ELSE 0 END AS captured_minor,
      coalesce(r.raw_code, p.raw_code) AS raw_code, coalesce(r.dispute, p.dispute) AS dispute,
      coalesce(r.group_ref, p.group_ref) AS group_ref, coalesce(r.idempotency_key, p.idempotency_key) AS idempotency_key,
      coalesce(r.description, p.description) AS description, r.created_at,
      CASE s.status WHEN 'captured' THEN coalesce(r.captured_at, p.captured_at, r.created_at) END AS captured_at
    FROM unnest(p_rows) r JOIN crm.payment p ON p.gateway = r.gateway AND p.gateway_ref = r.gateway_ref
    LEFT JOIN crm.application a ON a.application_no = r.application_no
    LEFT JOIN crm.customer o ON o.email_folded = r.email_folded
    LEFT JOIN crm.customer_reference k ON k.value = r.customer_ref,
    LATERAL (SELECT CASE WHEN crm.payment_progress(r.status) > crm.payment_progress(p.status)
      THEN r.status ELSE p.status END AS status) s
  ), written AS (
    UPDATE crm.payment p SET external_id = w.external_id, order_ref = w.order_ref, application_id = w.application_id,
        customer_id = w.customer_id, email = w.email, fee_type = w.fee_type, payer_id = w.payer_id, method = w.method,
        card_fingerprint = w.card_fingerprint, card_brand = w.card_brand, card_last4 = w.card_last4,
        issuer_country = w.issuer_country, device_id = w.device_id, ip_country = w.ip_country, region = w.region,
        amount_minor = w.amount_minor, captured_minor = w.captured_minor,
        gateway_refunded_minor = w.gateway_refunded_minor, status = w.status, raw_code = w.raw_code,
        dispute = w.dispute, group_ref = w.group_ref, idempotency_key = w.idempotency_key,
        description = w.description, created_at = w.created_at, captured_at = w.captured_at, import_hash = w.hash
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

-- One pass over rows of different charges. counts: {inserted, updated}; bad: [{index, reason}].
CREATE FUNCTION crm.import_pass(p_rows crm.import_row[], p_source text, OUT inserted int, OUT updated int, OUT bad jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  known crm.import_row[];
  rest crm.import_row[];
  made uuid[];
  touched uuid[];
  identified uuid[];
  applied text[];
BEGIN
  -- Refunds move these rows' sums: nobody may while we compare. In order of id, so that two never wait for each other.
  PERFORM FROM crm.payment p JOIN unnest(p_rows) r ON p.gateway = r.gateway AND p.gateway_ref = r.gateway_ref
    ORDER BY p.id FOR UPDATE OF p;
  -- The same row as last time needs no second look.
  SELECT array_agg(r) INTO known FROM unnest(p_rows) r
    LEFT JOIN crm.payment p ON p.gateway = r.gateway AND p.gateway_ref = r.gateway_ref
    WHERE p.import_hash IS DISTINCT FROM r.hash;
  WITH judged AS (
    SELECT r, CASE WHEN p.currency <> r.currency THEN 'currency-mismatch'
      WHEN p.refunded_minor > CASE WHEN 'captured' IN (r.status, p.status) THEN r.amount_minor ELSE 0 END
        THEN 'captured-below-refunded' END AS reason
    FROM unnest(known) r LEFT JOIN crm.payment p ON p.gateway = r.gateway AND p.gateway_ref = r.gateway_ref
  )
  SELECT array_agg(j.r) FILTER (WHERE j.reason IS NULL),
      coalesce(jsonb_agg(jsonb_build_object('index', (j.r).idx, 'reason', j.reason))
        FILTER (WHERE j.reason IS NOT NULL), '[]')
    INTO rest, bad FROM judged j;
  inserted := 0;
  updated := 0;
  IF rest IS NULL THEN
    RETURN;
  END IF;
  PERFORM crm.import_customers(rest);
  applied := crm.import_applications(rest);
  touched := crm.update_payments(rest, p_source);
  made := crm.insert_payments(rest, p_source);
  PERFORM crm.import_attempts(made || touched);
  identified := crm.import_identifiers(rest);
  SELECT count(*) FILTER (WHERE p.id = ANY (made)),
      count(*) FILTER (WHERE p.id <> ALL (made)
        AND (p.id = ANY (touched) OR p.id = ANY (identified) OR r.application_no = ANY (applied)))
    INTO inserted, updated
    FROM unnest(rest) r JOIN crm.payment p ON p.gateway = r.gateway AND p.gateway_ref = r.gateway_ref;
END $$;

CREATE FUNCTION api.import_payments(p_source text, p_rows jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  parsed crm.import_row[];
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
  parsed := crm.parse_import(p_rows);
  SELECT coalesce(jsonb_agg(jsonb_build_object('index', r.idx, 'reason', r.reason)), '[]') INTO bad
    FROM unnest(parsed) r WHERE r.reason IS NOT NULL;
  -- A charge may occur twice in a batch (a webhook delivered twice makes two rows): one pass per occurrence.
  FOR turn IN 1 .. coalesce((SELECT max(r.occurrence) FROM unnest(parsed) r), 0) LOOP
    SELECT array_agg(r) INTO good FROM unnest(parsed) r WHERE r.reason IS NULL AND r.occurrence = turn;
    CONTINUE WHEN good IS NULL;
    SELECT * INTO pass FROM crm.import_pass(good, left(p_source, 64));
    inserted := inserted + pass.inserted;
    updated := updated + pass.updated;
    bad := bad || pass.bad;
  END LOOP;
  unchanged := coalesce(cardinality(parsed), 0) - inserted - updated - jsonb_array_length(bad);
  PERFORM audit.write('payments.import', NULL, jsonb_build_object('source', left(p_source, 64), 'inserted', inserted,
    'updated', updated, 'unchanged', unchanged, 'bad', jsonb_array_length(bad)));
  RETURN jsonb_build_object('inserted', inserted, 'updated', updated, 'unchanged', unchanged, 'bad', bad);
END $$;

GRANT EXECUTE ON FUNCTION api.import_payments(text, jsonb) TO crm_user, crm_hub;
