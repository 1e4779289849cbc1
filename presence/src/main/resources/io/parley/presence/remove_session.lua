-- Forgets a session, unless another of the device has taken its place.
--
-- KEYS[1]  hash    the sessions of a user, see RegistryKeys
-- ARGV[1]  string  device
-- ARGV[2]  string  the session as it ends an entry, see SessionEntry
--
-- Answers how many were forgotten.

local held = redis.call('HGET', KEYS[1], ARGV[1])
if held and string.sub(held, -16) == ARGV[2] then
  return redis.call('HDEL', KEYS[1], ARGV[1])
end
return 0
