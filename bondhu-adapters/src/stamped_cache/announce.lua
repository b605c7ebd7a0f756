-- KEYS: mark, stamp, hashes. ARGV: now, end of the window, its length in ms.
redis.call('UNLINK', unpack(KEYS, 2))
local ends = redis.call('HGET', KEYS[1], 'ends')
if ends and tonumber(ends) <= tonumber(ARGV[1]) then
  redis.call('UNLINK', KEYS[1])
end
redis.call('HINCRBY', KEYS[1], 'open', 1)
redis.call('HSET', KEYS[1], 'ends', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
