-- Importing payments: about 1,000 rows a call, idempotent by gateway and gateway reference, set by set.
-- Each call says as of when its facts hold. Newer facts replace older ones whatever the order in which they come; an
-- unknown value never erases a known one, so that exports with different columns complete each other.

SET LOCAL ROLE crm_owner;

-- As of when the latest facts hold that were applied to a charge. Not in the synced row: a newer export that tells the
-- same moves this on and must leave no trace there. Half of each page stays free, so that moving it touches no index.
CREATE TABLE crm.payment_import (
  payment_id uuid PRIMARY KEY REFERENCES crm.payment,
  as_of timestamptz NOT NULL,
  -- Not every export tells these two; null: none did.
  refunded_as_of timestamptz,
  dispute_as_of timestamptz,
  -- Hashes of the rows that were applied as of then, in their order (an export may hold several of one charge): the
  -- same again costs one comparison. Empty when something else has happened to the charge since.
  hashes bytea[] NOT NULL
) WITH (fillfactor = 50);

-- The same for an application, whose facts come with the rows of all its charges.
CREATE TABLE crm.application_import (
  application_id uuid PRIMARY KEY REFERENCES crm.application,
  as_of timestamptz NOT NULL
) WITH (fillfactor = 50);

ALTER TABLE crm.payment_import ENABLE ROW LEVEL SECURITY;
ALTER TABLE crm.application_import ENABLE ROW LEVEL SECURITY;
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON crm.payment_import
  FOR EACH STATEMENT EXECUTE FUNCTION crm.refuse_truncate();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON crm.application_import
  FOR EACH STATEMENT EXECUTE FUNCTION crm.refuse_truncate();

-- Does a row tell more of its application than the number? Only that makes the application's facts newer: a gateway's
-- export of today must not outdate what the visa platform said yesterday.
CREATE FUNCTION crm.tells_application(p_row crm.import_row) RETURNS boolean LANGUAGE sql IMMUTABLE
RETURN num_nonnulls((p_row).applicant_name, (p_row).applicant_doc, (p_row).nationality, (p_row).destination,
  (p_row).visa_type, (p_row).application_status, (p_row).group_ref) > 0 AND (p_row).application_no IS NOT NULL;

-- The rows that may tell something new. Where a charge's rows in the batch are those it was last made from, only the
-- time as of which they hold moves on. Locks the charges.
CREATE FUNCTION crm.import_news(p_rows crm.import_row[], p_as_of timestamptz) RETURNS crm.import_row[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  news crm.import_row[];
BEGIN
  -- Refunds move these rows' sums: nobody may while we compare. In order of id, so that two never wait for each other.
  PERFORM FROM crm.payment p JOIN unnest(p_rows) r ON p.gateway = r.gateway AND p.gateway_ref = r.gateway_ref
    ORDER BY p.id FOR UPDATE OF p;
  WITH told AS (
    SELECT r.gateway, r.gateway_ref, array_agg(r.hash ORDER BY r.idx) AS hashes,
      bool_or(r.refunded_minor IS NOT NULL) AS tells_refunded, bool_or(r.dispute IS NOT NULL) AS tells_dispute,
      bool_or(crm.tells_application(r)) AS tells_application
    FROM unnest(p_rows) r GROUP BY r.gateway, r.gateway_ref
  ), same AS MATERIALIZED (
    SELECT t.*, p.id AS payment_id, p.application_id FROM told t
    JOIN crm.payment p ON p.gateway = t.gateway AND p.gateway_ref = t.gateway_ref
    JOIN crm.payment_import m ON m.payment_id = p.id
    WHERE CASE WHEN p_as_of > m.as_of THEN t.hashes = m.hashes ELSE t.hashes <@ m.hashes END
  ), moved AS (
    UPDATE crm.payment_import m SET as_of = p_as_of,
      refunded_as_of = CASE WHEN s.tells_refunded THEN p_as_of ELSE m.refunded_as_of END,
      dispute_as_of = CASE WHEN s.tells_dispute THEN p_as_of ELSE m.dispute_as_of END
      FROM same s WHERE m.payment_id = s.payment_id AND m.as_of < p_as_of
  ), moved_applications AS (
    UPDATE crm.application_import i SET as_of = p_as_of
      FROM same s WHERE i.application_id = s.application_id AND s.tells_application AND i.as_of < p_as_of
  )
  SELECT array_agg(r) INTO news FROM unnest(p_rows) r
    WHERE NOT EXISTS (SELECT FROM same s WHERE s.gateway = r.gateway AND s.gateway_ref = r.gateway_ref);
  RETURN news;
END $$;

-- Notes as of when the facts of these rows hold. An older row tells at most of refunds and a dispute that none told of.
CREATE FUNCTION crm.remember_import(p_rows crm.import_row[], p_as_of timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO crm.payment_import AS m (payment_id, as_of, refunded_as_of, dispute_as_of, hashes)
    SELECT p.id, p_as_of, CASE WHEN r.refunded_minor IS NOT NULL THEN p_as_of END,
      CASE WHEN r.dispute IS NOT NULL THEN p_as_of END, ARRAY[r.hash]
    FROM unnest(p_rows) r JOIN crm.payment p ON p.gateway = r.gateway AND p.gateway_ref = r.gateway_ref
    ON CONFLICT (payment_id) DO UPDATE SET as_of = greatest(m.as_of, EXCLUDED.as_of),
      refunded_as_of = greatest(m.refunded_as_of, EXCLUDED.refunded_as_of),
      dispute_as_of = greatest(m.dispute_as_of, EXCLUDED.dispute_as_of),
      hashes = CASE WHEN EXCLUDED.as_of > m.as_of THEN EXCLUDED.hashes WHEN EXCLUDED.as_of = m.as_of
        THEN m.hashes || EXCLUDED.hashes ELSE m.hashes END;
END $$;

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
CREATE FUNCTION crm.import_applications(p_rows crm.import_row[], p_as_of timestamptz) RETURNS text[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  changed text[];
BEGIN
  WITH merged AS (
    -- Several fees of one application may be in a batch: the last row that knows a value gives it.
    SELECT r.application_no, min(r.created_at) AS created_at, bool_or(crm.tells_application(r)) AS tells,
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
  ), settled AS MATERIALIZED (
    SELECT m.application_no, m.created_at, m.tells, a.id AS known_id,
      coalesce(a.customer_id, m.customer_id) AS customer_id,
      crm.settle(n.is_newer, m.applicant_name, a.applicant_name) AS applicant_name,
      crm.settle(n.is_newer, m.applicant_doc, a.applicant_doc) AS applicant_doc,
      crm.settle(n.is_newer, m.nationality, a.nationality) AS nationality,
      crm.settle(n.is_newer, m.destination, a.destination) AS destination,
      crm.settle(n.is_newer, m.visa_type, a.visa_type) AS visa_type, crm.settle(n.is_newer, m.status, a.status) AS status,
      crm.settle(n.is_newer, m.group_ref, a.group_ref) AS group_ref
    FROM merged m LEFT JOIN crm.application a ON a.application_no = m.application_no
    LEFT JOIN crm.application_import i ON i.application_id = a.id,
    LATERAL (SELECT p_as_of >= coalesce(i.as_of, '-infinity') AS is_newer) n
  ), made AS (
    INSERT INTO crm.application (id, application_no, customer_id, applicant_name, applicant_doc, nationality,
        destination, visa_type, status, group_ref, created_at)
      SELECT crm.uuid_v7(s.created_at), s.application_no, s.customer_id, s.applicant_name, s.applicant_doc,
        s.nationality, s.destination, s.visa_type, s.status, s.group_ref, s.created_at
      FROM settled s WHERE s.known_id IS NULL
      RETURNING id, application_no
  ), written AS (
    UPDATE crm.application a SET customer_id = s.customer_id, applicant_name = s.applicant_name,
        applicant_doc = s.applicant_doc, nationality = s.nationality, destination = s.destination,
        visa_type = s.visa_type, status = s.status, group_ref = s.group_ref
      FROM settled s
      WHERE a.id = s.known_id
        AND (s.customer_id, s.applicant_name, s.applicant_doc, s.nationality, s.destination, s.visa_type, s.status,
          s.group_ref)
        IS DISTINCT FROM (a.customer_id, a.applicant_name, a.applicant_doc, a.nationality, a.destination, a.visa_type,
          a.status, a.group_ref)
      RETURNING a.application_no
  ), remembered AS (
    INSERT INTO crm.application_import AS i (application_id, as_of)
      SELECT coalesce(s.known_id, m.id), p_as_of FROM settled s LEFT JOIN made m ON m.application_no = s.application_no
      WHERE s.tells
      ON CONFLICT (application_id) DO UPDATE SET as_of = EXCLUDED.as_of WHERE i.as_of < EXCLUDED.as_of
  )
  SELECT coalesce(array_agg(c.application_no), '{}') INTO changed
    FROM (SELECT m.application_no FROM made m UNION ALL SELECT w.application_no FROM written w) c;
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

