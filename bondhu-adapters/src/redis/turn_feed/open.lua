-- KEYS: open, events. ARGV: bytes of deltas, time until abandoned in ms.
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then
  redis.call('UNLINK', KEYS[2])
  return 1
end
return 0
