-- Says that an edge is interested in channels, several at once, and keeps those who are for longer.
--
-- KEYS[2n-1]  set     who is interested in the n-th channel, see RegistryKeys
-- KEYS[2n]    string  where the channel stands
-- ARGV[1]     string  the edge, see SlotLease
-- ARGV[2]     int     time to live of the set, ms
--
-- Answers for each channel three in turn: 1 when the edge was not in the set, how many are in it now, and where the
-- channel stands, or empty text.

local answer = {}
for k = 1, #KEYS, 2 do
  answer[#answer + 1] = redis.call('SADD', KEYS[k], ARGV[1])
  redis.call('PEXPIRE', KEYS[k], ARGV[2])
  answer[#answer + 1] = redis.call('SCARD', KEYS[k])
  -- after the edge is in the set: what a router left before it could see that is found here
  answer[#answer + 1] = redis.call('GET', KEYS[k + 1]) or ''
end
return answer
