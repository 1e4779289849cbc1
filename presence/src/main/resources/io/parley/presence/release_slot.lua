-- Ends a lease, if it is still this edge's.
--
-- KEYS[1]  hash    the leases, see RegistryKeys
-- ARGV[1]  int     slot
-- ARGV[2]  string  epoch of the lease
--
-- Answers how many were ended.

local held = redis.call('HGET', KEYS[1], ARGV[1])
if held and string.match(held, '^(%x+):') == ARGV[2] then
  return redis.call('HDEL', KEYS[1], ARGV[1])
end
return 0
