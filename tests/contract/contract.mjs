// The contract as something to hold calls and answers against.
import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

const methods = new Set(['get', 'put', 'post', 'patch', 'delete']);

/** Resolves a local reference; everything else is returned as it is. */
function resolve(document, node) {
  if (!node || !node.$ref) return node;
  return node.$ref
    .slice(2)
    .split('/')
    .reduce((at, part) => at[part.replaceAll('~1', '/').replaceAll('~0', '~')], document);
}

/** Names of schemas that others are built from: those must stay open. */
function parts_of_others(node, found = new Set()) {
  if (node === null || typeof node !== 'object') return found;
  for (const part of node.allOf ?? []) if (part.$ref) found.add(part.$ref.split('/').pop());
  for (const child of Object.values(node)) parts_of_others(child, found);
  return found;
}

/**
 * Members that a schema does not name are mistakes here. Readers ignore them, but our own sandbox has no
 * reason to send what the contract does not know.
 */
function close(schema) {
  if (schema === null || typeof schema !== 'object') return;
  if (Array.isArray(schema)) return schema.forEach(close);
  const described = schema.properties || schema.allOf;
  if (described && schema.additionalProperties === undefined) schema.unevaluatedProperties = false;
  for (const child of Object.values(schema.properties ?? {})) close(child);
  for (const part of schema.allOf ?? [])
    for (const child of Object.values(part.properties ?? {})) close(child);
  for (const part of [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])]) close(part);
  close(schema.items);
  if (typeof schema.additionalProperties === 'object') close(schema.additionalProperties);
}

export class Contract {
  constructor(file) {
    this.document = parse(readFileSync(file, 'utf8'));
    const parts = parts_of_others(this.document);
    for (const [name, schema] of Object.entries(this.document.components.schemas))
      if (!parts.has(name)) close(schema);
    this.ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats(this.ajv);
    this.operations = [];
    for (const [path, item] of Object.entries(this.document.paths))
      for (const [method, operation] of Object.entries(item))
        if (methods.has(method)) this.operations.push(this.#compile(method, path, operation));
  }

  /** The operation that a call is for, the one with the fewest parameters; undefined: none. */
  find(method, target) {
    const path = target.split('?')[0];
    return this.operations
      .filter((operation) => operation.method === method && operation.pattern.test(path))
      .sort((a, b) => a.parameters - b.parameters)[0];
  }

  /** What is wrong with an answer, as sentences. */
  problems_of_answer(operation, status, body) {
    const validate = operation.answers.get(String(status)) ?? operation.answers.get('default');
    if (!validate) return [`status ${status} is not described`];
    return this.#problems(validate, body);
  }

  problems_of_request(operation, body) {
    return operation.request ? this.#problems(operation.request, body) : [];
  }

  problems_of_error(body) {
    this.error ??= this.#validator({ $ref: '#/components/schemas/ErrorResponse' });
    return this.#problems(this.error, body);
  }

  #problems(validate, body) {
    if (validate(body)) return [];
    return validate.errors.map(({ instancePath, message, params }) => {
      const member = params.unevaluatedProperty ?? params.additionalProperty;
      return `${instancePath || 'the body'} ${message}${member ? `: ${member}` : ''}`;
    });
  }

  #compile(method, path, operation) {
    const answers = new Map();
    for (const [status, reference] of Object.entries(operation.responses)) {
      const schema = resolve(this.document, reference).content?.['application/json']?.schema;
      if (schema) answers.set(status, this.#validator(schema));
    }
    const asked = resolve(this.document, operation.requestBody)?.content?.['application/json']?.schema;
    const literal = (part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return {
      id: operation.operationId,
      method: method.toUpperCase(),
      parameters: (path.match(/\{/g) ?? []).length,
      pattern: new RegExp(`^${path.split(/\{[^}]+\}/).map(literal).join('[^/]+')}$`),
      answers,
      request: asked ? this.#validator(asked) : undefined,
    };
  }

  #validator(schema) {
    return this.ajv.compile({ ...schema, components: this.document.components });
  }
}
