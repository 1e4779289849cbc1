-- Says where a device is connected if nothing is said, and keeps the sessions of its user for longer.
--
-- KEYS[1]  hash    the sessions of a user, see RegistryKeys
-- ARGV[1]  string  device
-- ARGV[2]  string  entry, see SessionEntry
-- ARGV[3]  int     time to live of the hash, ms
--
-- Answers the entry that stands there and stays, or nothing when this one was put.

local held = redis.call('HGET', KEYS[1], ARGV[1])
if not held then
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
end
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return held
