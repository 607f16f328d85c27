/** The vault's tables of status lists. */
export interface StatusTables {
  'vault.licence_status': { list: number; position: number; licence: string; version: string; value: number };
  'vault.status_change': { list: number };
  'vault.status_list': { id: number; issued_at: Date; compressed: Buffer; jwt: string; cwt: Buffer };
}
