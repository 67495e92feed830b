import { type Column, code, type ExportSource, instant, integer, money, personal, text } from './columns.ts';

const payment = (side: 'earlier' | 'later', alias: string): readonly Column[] => [
  text(`${side}_payment_id`, `${alias}.id`),
  text(`${side}_gateway`, `${alias}.gateway`),
  text(`${side}_gateway_ref`, `${alias}.gateway_ref`),
  ...money(
    `${side}_amount`,
    `${side}_amount_minor`,
    `iif(${alias}.captured_minor > 0, ${alias}.captured_minor, ${alias}.amount_minor)`,
    `${side}_currency`,
  ),
  text(`${side}_currency`, `${alias}.currency`),
  instant(`${side}_created_at`, `${alias}.created_at`),
];

/** Every judged pair that is not separate; in a finding about one charge alone both sides are the same. */
export const duplicateSource: ExportSource = {
  columns: [
    ...payment('earlier', 'e'),
    ...payment('later', 'l'),
    integer('seconds_between', '(l.created_at - e.created_at) / 1000'),
    text('application_no', 'a.application_no'),
    text('customer_id', 'l.customer_id'),
    personal('customer_name', 'c.name', 'name'),
    personal('email', 'coalesce(l.email, c.email)', 'email'),
    code('verdict', 'd.verdict', 'verdict'),
    code('cause', 'd.cause', 'cause'),
    text('evidence', "(SELECT group_concat(value ->> '$.rule', ' ') FROM json_each(d.evidence))"),
    text('refund_payment_id', 'd.refund'),
    text('refund_gateway', 'x.gateway'),
    text('refund_gateway_ref', 'x.gateway_ref'),
    code(
      'refund_state',
      '(SELECT r.state FROM refund r WHERE r.payment_id = d.refund ORDER BY r.requested_at DESC, r.id DESC LIMIT 1)',
      'refund',
    ),
    instant('judged_at', 'd.judged_at'),
  ],
  table: 'duplicate_pair d',
  joins: `LEFT JOIN payment e ON e.id = d.a
    LEFT JOIN payment l ON l.id = d.b
    LEFT JOIN application a ON a.id = l.application_id
    LEFT JOIN customer c ON c.id = l.customer_id
    LEFT JOIN payment x ON x.id = d.refund`,
  countedAt: 'd.at',
  order: 'd.at, d.a, d.b',
  where: null,
  filters: { verdict: 'd.verdict', cause: 'd.cause', gateway: 'l.gateway' },
};
