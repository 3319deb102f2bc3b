import * as protobuf from 'protobufjs';

/**
 * What is used of KServe's open inference protocol (version 2) and of Triton's extension for model configurations, by
 * names and field numbers. It stands in the program, so that nothing has to be found when it runs.
 */
const protocol = `
syntax = "proto3";
package inference;
message Nothing {}
message Readiness { bool ready = 1; }
message ModelName { string name = 1; string version = 2; }
message ServerMetadata { string name = 1; string version = 2; }
message ModelMetadata {
  message Tensor { string name = 1; string datatype = 2; repeated int64 shape = 3; }
  string name = 1; repeated string versions = 2; string platform = 3;
  repeated Tensor inputs = 4; repeated Tensor outputs = 5;
}
message ModelConfigReply { ModelConfig config = 1; }
message ModelConfig {
  message Input { string name = 1; bool optional = 8; }
  message Policy { bool decoupled = 1; }
  int32 max_batch_size = 4;
  repeated Input input = 5;
  Policy model_transaction_policy = 19;
}
message Index { repeated Model models = 1; }
message Model { string name = 1; string version = 2; string state = 3; string reason = 4; }
message Parameter { oneof choice { bool bool_param = 1; int64 int64_param = 2; string string_param = 3; } }
message ModelInferRequest {
  message Input { string name = 1; string datatype = 2; repeated int64 shape = 3; }
  string model_name = 1; string model_version = 2; string id = 3;
  map<string, Parameter> parameters = 4;
  repeated Input inputs = 5;
  repeated bytes raw_input_contents = 7;
}
`;

const { root } = protobuf.parse(protocol, { keepCase: true });

/** A message type of the protocol. */
export function kserveType(name: string): protobuf.Type {
  return root.lookupType(`inference.${name}`);
}

/** Path of a method of the service. */
export function kserveMethod(name: string): string {
  return `/inference.GRPCInferenceService/${name}`;
}
