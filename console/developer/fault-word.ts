import { say } from '../language/language.ts';
import type { Fault } from './connector-file.ts';

/** What is wrong, in words. */
export function faultWord(fault: Fault | undefined): string {
  switch (fault) {
    case undefined:
      return '';
    case 'needed':
      return say('必填', 'needed');
    case 'natsUrl':
      return say(
        '形如 nats://主机:4222 或 tls://主机:4222，多个以逗号分隔',
        'like nats://host:4222 or tls://host:4222, several with commas',
      );
    case 'host':
      return say('主机名或地址，不带 postgres://', 'a host name or address, without postgres://');
    case 'port':
      return say('1 至 65535', '1 to 65535');
    case 'table':
      return say('表名，或 模式.表名', 'table, or schema.table');
    case 'url':
      return say('以 http:// 或 https:// 开头的地址', 'an address beginning with http:// or https://');
    case 'urlOrigin':
      return say(
        '{字段} 只能出现在路径和参数中，不能在主机名里',
        'a {field} may stand in path and query only, not in the host',
      );
    case 'pointer':
      return say('JSON 指针，形如 /data/items', 'a JSON pointer, like /data/items');
    case 'header':
      return say('请求头名称，如 Authorization', 'the name of a header, such as Authorization');
    case 'column':
      return say('不能用这个名称', 'this name cannot be used');
    case 'keyField':
      return say('按它查找，必须对应', 'records are found by it: it has to be mapped');
  }
}
