// Whether the API's description is OpenAPI: by the specification's own schema. What the agent answers is held against
// the description by tests/clients/api_test.py.
import {Validator} from "@seriousme/openapi-schema-validator";

const file = process.argv[2];
const validator = new Validator();
const {valid, errors} = await validator.validate(file);
if (!valid) {
  for (const error of [errors].flat()) {
    console.error(`${file}: error: ${error.instancePath ?? ""} ${error.message ?? error}`);
  }
  process.exit(1);
}
if (validator.version !== "3.1") {
  console.error(`${file}: error: is read as OpenAPI ${validator.version}`);
  process.exit(1);
}
console.log(`${file}: OpenAPI ${validator.version}`);
