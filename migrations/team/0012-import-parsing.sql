-- Imported rows as typed values: parsing and the checks that need nothing but the row.

SET LOCAL ROLE crm_owner;

-- Digits of the other scripts: each run of ten starts at one of these code points (Unicode 16, class Nd, those that
-- NFKC leaves alone).
CREATE FUNCTION crm.ascii_digits(p_text text) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  zeros CONSTANT int[] := ARRAY[1632, 1776, 1984, 2406, 2534, 2662, 2790, 2918, 3046, 3174, 3302, 3430, 3558, 3664,
    3792, 3872, 4160, 4240, 6112, 6160, 6470, 6608, 6784, 6800, 6992, 7088, 7232, 7248, 42528, 43216, 43264, 43472,
    43504, 43600, 44016, 66720, 68912, 68928, 69734, 69872, 69942, 70096, 70384, 70736, 70864, 71248, 71360, 71376,
    71386, 71472, 71904, 72016, 72688, 72784, 73040, 73120, 73184, 73552, 90416, 92768, 92864, 93008, 93552, 123200,
    123632, 124144, 124401, 125264];
BEGIN
  RETURN (SELECT string_agg(coalesce((SELECT (ascii(c.letter) - z)::text FROM unnest(zeros) z
      WHERE ascii(c.letter) BETWEEN z AND z + 9), c.letter), '' ORDER BY c.place)
    FROM regexp_split_to_table(p_text, '') WITH ORDINALITY c(letter, place));
END $$;

-- The same as foldConfusable of shared/lib/fold.ts for what gateways use; importers may send a fold of their own.
CREATE FUNCTION crm.fold_confusable(p_text text) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  plain text := p_text;
BEGIN
  IF octet_length(p_text) <> char_length(p_text) THEN
    plain := regexp_replace(p_text,
      '[\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0]',
      '', 'g');
    plain := crm.ascii_digits(normalize(plain, NFKC));
  END IF;
  RETURN translate(lower(btrim(plain)), 'oil|szbgq', '011152899');
END $$;

-- An instant with offset or Z; null if it is none. '2026-02-30T…' has the shape and still is none.
CREATE FUNCTION crm.instant(p_text text) RETURNS timestamptz
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF p_text !~ '^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d(:?\d\d)?)$' THEN
    RETURN NULL;
  END IF;
  RETURN p_text::timestamptz;
EXCEPTION WHEN data_exception THEN
  RETURN NULL;
END $$;

-- How far a charge has come. No import takes one back: what a charge had reached at any time, it has reached. Ways to
-- end without money are one step, and so are the two that say that the outcome is not known yet.
CREATE FUNCTION crm.payment_progress(p_status text) RETURNS int LANGUAGE sql IMMUTABLE
RETURN CASE p_status WHEN 'created' THEN 1 WHEN 'requires_action' THEN 2 WHEN 'processing' THEN 3 WHEN 'unknown' THEN 3
  WHEN 'authorised' THEN 4 WHEN 'failed' THEN 5 WHEN 'cancelled' THEN 5 WHEN 'expired' THEN 5 WHEN 'captured' THEN 6 END;

-- What holds of a value that is told now and was known before: the newer of the two, the other where that is unknown.
CREATE FUNCTION crm.settle(p_is_newer boolean, p_told text, p_known text) RETURNS text LANGUAGE sql IMMUTABLE
RETURN CASE WHEN p_is_newer THEN coalesce(p_told, p_known) ELSE coalesce(p_known, p_told) END;

CREATE TYPE crm.import_row AS (
  idx int,
  -- 1 for the first row of its charge in the batch, 2 for the second …
  occurrence int,
  reason text,
  hash bytea,
  gateway text,
  gateway_ref text,
  external_id text,
  order_ref text,
  application_no text,
  applicant_name text,
  applicant_doc text,
  nationality text,
  destination text,
  visa_type text,
  application_status text,
  fee_type text,
  customer_ref text,
  customer_name text,
  email text,
  email_folded text,
  phone text,
  payer_id text,
  card_fingerprint text,
  card_brand text,
  card_last4 text,
  issuer_country text,
  method text,
  device_id text,
  ip_country text,
  region text,
  amount_minor bigint,
  currency text,
  status text,
  raw_code text,
  created_at timestamptz,
  captured_at timestamptz,
  refunded_minor bigint,
  dispute text,
  group_ref text,
  idempotency_key text,
  description text,
  identifiers jsonb
);

-- Text as given: trimmed, empty is unknown.
CREATE FUNCTION crm.given(p_text text) RETURNS text LANGUAGE sql IMMUTABLE
RETURN nullif(btrim(p_text), '');

-- Whole minor units up to 2^53 - 1; null if it is no such number. Never a fraction, never a sign.
CREATE FUNCTION crm.minor(p_text text) RETURNS bigint LANGUAGE sql IMMUTABLE
RETURN CASE WHEN p_text ~ '^[0-9]{1,16}$' THEN
  CASE WHEN p_text::bigint <= 9007199254740991 THEN p_text::bigint END END;

CREATE FUNCTION crm.parse_import(p_rows jsonb) RETURNS crm.import_row[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (
    WITH given AS (
      SELECT g.*, crm.instant(g.created_at) AS created_instant, crm.instant(g.captured_at) AS captured_instant,
        lower(g.status) AS state, lower(g.dispute) AS dispute_state,
        row_number() OVER (PARTITION BY g.gateway, g.gateway_ref ORDER BY g.idx)::int AS occurrence
      FROM (
        SELECT r.ordinality::int - 1 AS idx, r.value AS whole, r.identifiers,
          crm.given(r.gateway) AS gateway, crm.given(r.gateway_ref) AS gateway_ref,
          crm.given(r.payment_id) AS external_id, crm.given(r.order_ref) AS order_ref,
          crm.given(r.application_no) AS application_no, crm.given(r.applicant_name) AS applicant_name,
          crm.given(r.applicant_doc) AS applicant_doc, upper(crm.given(r.nationality)) AS nationality,
          upper(crm.given(r.destination)) AS destination, crm.given(r.visa_type) AS visa_type,
          lower(crm.given(r.application_status)) AS application_status, lower(crm.given(r.fee_type)) AS fee_type,
          crm.given(r.customer_id) AS customer_ref, crm.given(r.customer_name) AS customer_name,
          crm.given(r.email) AS email, crm.given(r.phone) AS phone, crm.given(r.payer_id) AS payer_id,
          crm.given(r.card_fingerprint) AS card_fingerprint, crm.given(r.card_brand) AS card_brand,
          crm.given(r.card_last4) AS card_last4, upper(crm.given(r.issuer_country)) AS issuer_country,
          crm.given(r.method) AS method, crm.given(r.device_id) AS device_id,
          upper(crm.given(r.ip_country)) AS ip_country, crm.given(r.region) AS region,
          crm.given(r.amount_minor) AS amount_minor, upper(crm.given(r.currency)) AS currency,
          crm.given(r.status) AS status, crm.given(r.raw_code) AS raw_code, crm.given(r.created_at) AS created_at,
          crm.given(r.captured_at) AS captured_at, crm.given(r.refunded_minor) AS refunded_minor,
          crm.given(r.dispute) AS dispute, crm.given(r.group_ref) AS group_ref,
          crm.given(r.idempotency_key) AS idempotency_key, crm.given(r.description) AS description
        FROM ROWS FROM (
          jsonb_to_recordset(p_rows) AS (
            payment_id text, gateway text, gateway_ref text, order_ref text, application_no text, applicant_name text,
            applicant_doc text, nationality text, destination text, visa_type text, application_status text,
            fee_type text, customer_id text, customer_name text, email text, phone text, payer_id text,
            card_fingerprint text, card_brand text, card_last4 text, issuer_country text, method text, device_id text,
            ip_country text, region text, amount_minor text, currency text, status text, raw_code text,
            created_at text, captured_at text, refunded_minor text, dispute text, group_ref text, idempotency_key text,
            description text, identifiers jsonb),
          jsonb_array_elements(p_rows)
        ) WITH ORDINALITY r
      ) g
    )
    SELECT array_agg(ROW(
        g.idx,
        g.occurrence,
        CASE
          WHEN octet_length(g.whole::text) > 16384 THEN 'row-too-long'
          WHEN g.gateway IS NULL THEN 'missing-gateway'
          WHEN g.gateway_ref IS NULL THEN 'missing-gateway-ref'
          WHEN crm.minor(g.amount_minor) IS NULL THEN 'bad-amount'
          WHEN g.currency IS NULL OR g.currency !~ '^[A-Z]{3}$' THEN 'bad-currency'
          WHEN g.state IS NULL OR crm.payment_progress(g.state) IS NULL THEN 'bad-status'
          WHEN g.created_instant IS NULL OR (g.captured_at IS NOT NULL AND g.captured_instant IS NULL) THEN 'bad-time'
          WHEN g.refunded_minor IS NOT NULL AND crm.minor(g.refunded_minor) IS NULL THEN 'bad-amount'
          WHEN crm.minor(g.refunded_minor) > CASE g.state WHEN 'captured' THEN crm.minor(g.amount_minor) ELSE 0 END
            THEN 'refunded-exceeds-captured'
          WHEN g.dispute_state NOT IN ('none', 'inquiry', 'open', 'won', 'lost') THEN 'bad-value:dispute'
          WHEN g.fee_type NOT IN ('base', 'expedite', 'amend', 'reapply', 'service') THEN 'bad-value:fee_type'
          WHEN g.application_status NOT IN ('draft', 'submitted', 'processing', 'approved', 'refused', 'cancelled')
            THEN 'bad-value:application_status'
          WHEN g.card_last4 !~ '^[0-9]{4}$' THEN 'bad-value:card_last4'
          WHEN g.issuer_country !~ '^[A-Z]{2}$' THEN 'bad-value:issuer_country'
          WHEN g.ip_country !~ '^[A-Z]{2}$' THEN 'bad-value:ip_country'
          WHEN g.nationality !~ '^[A-Z]{2}$' THEN 'bad-value:nationality'
          WHEN g.destination !~ '^[A-Z]{2}$' THEN 'bad-value:destination'
          WHEN jsonb_typeof(g.identifiers) NOT IN ('array', 'null')
            OR jsonb_path_exists(g.identifiers, '$[*] ? (@.type() != "object")') THEN 'bad-value:identifiers'
        END,
        sha256(convert_to(g.whole::text, 'UTF8')),
        g.gateway, g.gateway_ref, g.external_id, g.order_ref, g.application_no, g.applicant_name, g.applicant_doc,
        g.nationality, g.destination, g.visa_type, g.application_status, g.fee_type, g.customer_ref, g.customer_name,
        g.email, lower(g.email), g.phone, g.payer_id, g.card_fingerprint, g.card_brand, g.card_last4, g.issuer_country,
        g.method, g.device_id, g.ip_country, g.region, crm.minor(g.amount_minor), g.currency, g.state, g.raw_code,
        g.created_instant, g.captured_instant, crm.minor(g.refunded_minor), g.dispute_state, g.group_ref,
        g.idempotency_key, g.description, g.identifiers)::crm.import_row ORDER BY g.idx)
    FROM given g);
END $$;
