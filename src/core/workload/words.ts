/**
 * Words of synthetic prompts. Each is exactly one cl100k_base token behind a blank, whatever word stands before it, and
 * one in most other vocabularies too: a prompt of n words has n tokens without a tokenizer being loaded.
 */
export const words = split(`
  age air animal answer apple area arm art away baby back bag ball band bank bell bird blue board boat bone book born
  bottom box bread bridge bright bring camera camp capital car card care carry cat catch chain chair chapter circle city
  class clean clear clock close cloth cloud coat cold collect common cook cool copy corn country cover cup daughter day
  deep dog door draw dream dress drive drop dry early earth east easy edge electric empty engine face family farm fast
  field fill film fine finger fish flat floor flow flower fly food foot forest free fresh friend front fruit game glass
  gold grand grass great green ground grow hall hand happy heat height hill hole holiday home horse hot hour house iron
  jump keep king lake land language letter library life lift light little live long magic map mark material meal metal
  mile minute month moon motion music name nature nice night north note oil old orange page paper parent park path peace
  phone picture planet plant play please pretty pull quick quiet radio rain rich ride rise river road rock roll room
  root rose round row safe sand school science sea season seat shape share ship shirt shore show side silver similar
  simple sing sit six skill sky sleep slow small soft some song soon sound south space special speed spread spring
  square stand star start stay step still stone stop store storm story straight stream street strong sun support surface
  sweet table take talk tell ten third ticket time tiny today tone town train travel tree trip try turn voice walk wall
  want warm wash watch water wave way weather week west wide wild wind window winter wood word work world write yard
  year yellow young
  the and with near over under from into for while our their its each before after when where beside along between
  inside without
`);

/** First words of sentences; one token each behind a blank and at the very beginning of a text. */
export const starters = split(`
  The This That These Those Each Every Some Any All Most Many Few One Two Our Your Their His Her My No Another Both When
  While After Before Since Once If As There Here Now Then Today Perhaps Maybe Because Although However Still Yet Also Even
  Just Only Such
`);

function split(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
