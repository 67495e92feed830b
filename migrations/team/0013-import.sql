-- Importing payments: about 1,000 rows a call, idempotent by gateway and gateway reference, set by set.
-- An unknown value never erases a known one, so that exports with different columns complete each other.

SET LOCAL ROLE crm_owner;

-- Finds or makes the customers of these rows: by e-mail, else by the outside account number.
CREATE FUNCTION crm.import_customers(p_rows crm.import_row[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- An e-mail nobody has yet, from an account nobody has yet.
  INSERT INTO crm.customer (id, name, email, email_folded, phone, created_at)
    SELECT DISTINCT ON (r.email_folded) crm.uuid_v7(r.created_at), r.customer_name, r.email, r.email_folded, r.phone,
      r.created_at
    FROM unnest(p_rows) r
    WHERE r.email_folded IS NOT NULL
      AND NOT EXISTS (SELECT FROM crm.customer c WHERE c.email_folded = r.email_folded)
      AND NOT EXISTS (SELECT FROM crm.customer_reference k WHERE k.value = r.customer_ref)
    ORDER BY r.email_folded, r.idx;
  INSERT INTO crm.customer_reference (value, customer_id)
    SELECT DISTINCT ON (r.customer_ref) r.customer_ref, c.id
    FROM unnest(p_rows) r JOIN crm.customer c ON c.email_folded = r.email_folded
    WHERE r.customer_ref IS NOT NULL ORDER BY r.customer_ref, r.idx
    ON CONFLICT (value) DO NOTHING;
  WITH fresh AS MATERIALIZED (
    SELECT DISTINCT ON (r.customer_ref) crm.uuid_v7(r.created_at) AS id, r.*
    FROM unnest(p_rows) r
    WHERE r.customer_ref IS NOT NULL AND r.email_folded IS NULL
      AND NOT EXISTS (SELECT FROM crm.customer_reference k WHERE k.value = r.customer_ref)
    ORDER BY r.customer_ref, r.idx
  ), made AS (
    INSERT INTO crm.customer (id, name, phone, created_at)
      SELECT f.id, f.customer_name, f.phone, f.created_at FROM fresh f
  )
  INSERT INTO crm.customer_reference (value, customer_id) SELECT f.customer_ref, f.id FROM fresh f;

  -- Blanks are filled, never overwritten: a person may have corrected them.
  UPDATE crm.customer c SET name = coalesce(c.name, s.customer_name), phone = coalesce(c.phone, s.phone)
    FROM (
      SELECT DISTINCT ON (coalesce(o.id, k.customer_id)) coalesce(o.id, k.customer_id) AS customer_id,
        r.customer_name, r.phone
      FROM unnest(p_rows) r LEFT JOIN crm.customer o ON o.email_folded = r.email_folded
      LEFT JOIN crm.customer_reference k ON k.value = r.customer_ref
      WHERE r.customer_name IS NOT NULL OR r.phone IS NOT NULL
      ORDER BY coalesce(o.id, k.customer_id), r.idx
    ) s
    WHERE c.id = s.customer_id
      AND ((c.name IS NULL AND s.customer_name IS NOT NULL) OR (c.phone IS NULL AND s.phone IS NOT NULL));
  UPDATE crm.customer c SET email = s.email, email_folded = s.email_folded
    FROM (
      SELECT DISTINCT ON (r.email_folded) k.customer_id, r.email, r.email_folded
      FROM unnest(p_rows) r JOIN crm.customer_reference k ON k.value = r.customer_ref
      WHERE r.email_folded IS NOT NULL ORDER BY r.email_folded, r.idx
    ) s
    WHERE c.id = s.customer_id AND c.email_folded IS NULL
      AND NOT EXISTS (SELECT FROM crm.customer o WHERE o.email_folded = s.email_folded);
END $$;

-- Makes or completes the applications of these rows; returns the numbers of those that changed.
CREATE FUNCTION crm.import_applications(p_rows crm.import_row[]) RETURNS text[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  changed text[];
BEGIN
  WITH merged AS (
    -- Several fees of one application may be in a batch: the last row that knows a value gives it.
    SELECT r.application_no, min(r.created_at) AS created_at,
      (array_agg(coalesce(o.id, k.customer_id) ORDER BY r.idx))[1] AS customer_id,
      (array_agg(r.applicant_name ORDER BY r.idx DESC) FILTER (WHERE r.applicant_name IS NOT NULL))[1] AS applicant_name,
      (array_agg(r.applicant_doc ORDER BY r.idx DESC) FILTER (WHERE r.applicant_doc IS NOT NULL))[1] AS applicant_doc,
      (array_agg(r.nationality ORDER BY r.idx DESC) FILTER (WHERE r.nationality IS NOT NULL))[1] AS nationality,
      (array_agg(r.destination ORDER BY r.idx DESC) FILTER (WHERE r.destination IS NOT NULL))[1] AS destination,
      (array_agg(r.visa_type ORDER BY r.idx DESC) FILTER (WHERE r.visa_type IS NOT NULL))[1] AS visa_type,
      (array_agg(r.application_status ORDER BY r.idx DESC) FILTER (WHERE r.application_status IS NOT NULL))[1] AS status,
      (array_agg(r.group_ref ORDER BY r.idx DESC) FILTER (WHERE r.group_ref IS NOT NULL))[1] AS group_ref
    FROM unnest(p_rows) r LEFT JOIN crm.customer o ON o.email_folded = r.email_folded
    LEFT JOIN crm.customer_reference k ON k.value = r.customer_ref
    WHERE r.application_no IS NOT NULL GROUP BY r.application_no
  ), written AS (
    INSERT INTO crm.application AS a (id, application_no, customer_id, applicant_name, applicant_doc, nationality,
        destination, visa_type, status, group_ref, created_at)
      SELECT crm.uuid_v7(m.created_at), m.application_no, m.customer_id, m.applicant_name, m.applicant_doc,
        m.nationality, m.destination, m.visa_type, m.status, m.group_ref, m.created_at FROM merged m
      ON CONFLICT (application_no) DO UPDATE SET
        customer_id = coalesce(a.customer_id, EXCLUDED.customer_id),
        applicant_name = coalesce(EXCLUDED.applicant_name, a.applicant_name),
        applicant_doc = coalesce(EXCLUDED.applicant_doc, a.applicant_doc),
        nationality = coalesce(EXCLUDED.nationality, a.nationality),
        destination = coalesce(EXCLUDED.destination, a.destination),
        visa_type = coalesce(EXCLUDED.visa_type, a.visa_type),
        status = coalesce(EXCLUDED.status, a.status),
        group_ref = coalesce(EXCLUDED.group_ref, a.group_ref)
      WHERE (coalesce(a.customer_id, EXCLUDED.customer_id), coalesce(EXCLUDED.applicant_name, a.applicant_name),
          coalesce(EXCLUDED.applicant_doc, a.applicant_doc), coalesce(EXCLUDED.nationality, a.nationality),
          coalesce(EXCLUDED.destination, a.destination), coalesce(EXCLUDED.visa_type, a.visa_type),
          coalesce(EXCLUDED.status, a.status), coalesce(EXCLUDED.group_ref, a.group_ref))
        IS DISTINCT FROM (a.customer_id, a.applicant_name, a.applicant_doc, a.nationality, a.destination, a.visa_type,
          a.status, a.group_ref)
      RETURNING a.application_no
  )
  SELECT coalesce(array_agg(w.application_no), '{}') INTO changed FROM written w;
  RETURN changed;
END $$;

-- The kind of a gateway's own reference: the gateway's name where the look-up knows the shape of its references.
CREATE FUNCTION crm.reference_kind(p_gateway text) RETURNS text LANGUAGE sql IMMUTABLE
RETURN CASE WHEN lower(p_gateway) IN ('stripe', 'adyen', 'paypal', 'alipay', 'wechat', 'razorpay', 'braintree', 'worldpay')
  THEN lower(p_gateway) ELSE 'gateway-ref' END;

-- What a customer may quote of these rows' charges: the columns that name something, and what the importer adds.
-- Returns the payments that got something new.
CREATE FUNCTION crm.import_identifiers(p_rows crm.import_row[]) RETURNS uuid[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  changed uuid[];
BEGIN
  WITH quoted AS (
    SELECT p.id AS payment_id, r.created_at, i.kind, i.value, i.folded
    FROM unnest(p_rows) r JOIN crm.payment p ON p.gateway = r.gateway AND p.gateway_ref = r.gateway_ref,
    LATERAL (
      SELECT crm.given(x.kind) AS kind, crm.given(x.value) AS value, crm.given(x.folded) AS folded
        FROM jsonb_to_recordset(coalesce(nullif(r.identifiers, 'null'), '[]')) AS x(kind text, value text, folded text)
      UNION ALL
      SELECT k.kind, k.value, NULL FROM (VALUES (crm.reference_kind(r.gateway), r.gateway_ref),
        ('payment-id', nullif(r.external_id, r.gateway_ref)), ('order', r.order_ref),
        ('application', r.application_no), ('idempotency-key', r.idempotency_key)) k(kind, value)
    ) i
    WHERE i.kind IS NOT NULL AND i.value IS NOT NULL
  ), missing AS (
    -- The importer's own fold is preferred to ours.
    SELECT DISTINCT ON (q.payment_id, q.kind, q.value) q.* FROM quoted q
    WHERE NOT EXISTS (SELECT FROM crm.identifier o
      WHERE o.payment_id = q.payment_id AND o.kind = q.kind AND o.value = q.value)
    ORDER BY q.payment_id, q.kind, q.value, q.folded
  ), made AS (
    INSERT INTO crm.identifier (id, payment_id, kind, value, folded)
      SELECT crm.uuid_v7(m.created_at), m.payment_id, m.kind, m.value,
        coalesce(m.folded, crm.fold_confusable(m.value)) FROM missing m
      RETURNING payment_id
  )
  SELECT coalesce(array_agg(DISTINCT m.payment_id), '{}') INTO changed FROM made m;
  RETURN changed;
END $$;

