import type { Order } from '../../connectors/protocol/index.ts';
import type { Respond, TestWorld } from '../support/world.ts';

/** What the police of the test county answer: the resident who was asked for, if there is one. */
export function policeOf(world: TestWorld): Respond {
  return (order, { honest, send }) => send(honest(contentFor(order, world)));
}

function contentFor(order: Order, world: TestWorld) {
  const resident = world.county.residents.find((one) => one.citizenNumber === order.match.citizenNumber);
  const whole: Readonly<Record<string, unknown>> = { ...resident };
  if (order.mode === 'lookup') {
    const row = Object.fromEntries(order.fields.map((field) => [field, whole[field]]));
    return { rows: resident === undefined ? [] : [row] };
  }
  const verdicts = Object.entries(order.claims).map(([field, claim]): [string, boolean | null] => [
    field,
    resident === undefined ? null : whole[field] === claim,
  ]);
  return { matched: resident !== undefined, verdicts: Object.fromEntries(verdicts) };
}

/** Where and as whom the police connect. */
export const policeDesk = {
  organisation: 'police',
  system: 'police-connector',
  resource: 'population.resident',
} as const;

/** A question that the pension system may ask. */
export function pensionQuestion(world: TestWorld) {
  return {
    resource: policeDesk.resource,
    match: { citizenNumber: world.county.residents[0]!.citizenNumber },
    fields: ['name', 'address'],
    purpose: { matter: 'HRSS-PENSION-01', case: '2026-LS-1' },
  };
}
